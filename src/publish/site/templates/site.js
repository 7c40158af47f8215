// What pages do if a browser runs scripts. Without it every page is complete.
"use strict";

// A button beside each block of code that copies it.
for (const block of document.querySelectorAll("li > pre")) {
  const chinese = document.documentElement.lang === "zh";
  const [copy, copied] = chinese ? ["复制", "已复制"] : ["Copy", "Copied"];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = copied;
    setTimeout(() => { button.textContent = copy; }, 2000);
  });
  // Clipboards are for pages that came safely; from elsewhere the text can still be selected.
  if (navigator.clipboard) block.before(button);
}

// A button in each heading of a sortable table that sorts by its column, and then the other way round.
for (const table of document.querySelectorAll("table.sortable")) {
  const [body] = table.tBodies;
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = heading.getAttribute("aria-sort") === "ascending";
      const key = (row) => row.cells[column].textContent;
      const number = heading.classList.contains("number");
      const order = (one, other) => number ? parseFloat(key(one)) - parseFloat(key(other)) : key(one).localeCompare(key(other));
      const rows = [...body.rows].sort(order);
      if (descending) rows.reverse();
      body.append(...rows);
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    });
  });
}
