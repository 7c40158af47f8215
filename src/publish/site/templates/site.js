// What pages do if a browser runs scripts. Without it every page is complete, except that nothing can be searched.
"use strict";

// Search: words. A text is cut as for the index: runs of letters and digits, cut within identifiers (Module|Not|Found)
// and around Chinese characters, in lower case and without accents.

const RUN = /[\p{Alphabetic}\p{N}]+/gu;
const CHINESE = "[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}]";
const SEAM = new RegExp(`(?<=${CHINESE})|(?=${CHINESE})|(?<=\\p{Lowercase})(?=\\p{Uppercase})` +
  "|(?<=\\p{Uppercase})(?=\\p{Uppercase}\\p{Lowercase})", "u");

function fold(word) {
  const lower = [...word].flatMap((one) => [...one.toLowerCase()]);
  return lower.map((one) => one.normalize("NFD").match(/^(.)[\u0300-\u036f]/u)?.[1] ?? one).join("");
}

const wordsOf = (text) => (text.match(RUN) || []).flatMap((run) => run.split(SEAM)).map(fold);

// Search: the index.

const MAX_TYPED = 64; // a text of more words was pasted
const MAX_FILES = 6; // files of words that one query reads
const MAX_RESULTS = 20;
const MAX_COMPARED = 200; // records whose titles are compared with a pasted text, if the index is one file
const COMMON = 1000; // a word of more records does not count in a pasted text if there are rarer ones
const LABEL = 1, ANYWHERE = 3; // places of a word in a record: up to its labels, and the furthest
const TELLING = /error|exception|fail|fatal|denied|refused|cannot|unable|错误|失败|异常|拒绝|无法/i;

class Index {
  // `load` reads a file of the index by its name and returns a promise of its data.
  constructor(load) {
    const files = new Map();
    this.read = (name) => {
      if (!files.has(name)) files.set(name, load(name));
      return files.get(name);
    };
  }

  async open() {
    Object.assign(this, await this.read("index"));
    return this;
  }

  // The number of the file that has a word, or an entry.
  file(starts, wanted) {
    const after = starts.findIndex((start) => start > wanted);
    return Math.max((after < 0 ? starts.length : after) - 1, 0);
  }

  // The records that have a word, or a word that begins with it: their numbers with the best place of the word.
  async find(word, anyEnding) {
    const first = this.file(this.words, word);
    const goesOn = anyEnding && (this.words[first + 1] || "").startsWith(word);
    const files = this.words.length ? [first, ...(goesOn ? [first + 1] : [])] : [];
    const found = { word, count: 0, isComplete: true, places: new Map() };
    for (const file of files) {
      const lists = await this.read(`words-${file}`);
      const words = anyEnding ? Object.keys(lists).filter((other) => other.startsWith(word)) : [word];
      for (const list of words.filter((other) => Object.hasOwn(lists, other))) this.add(found, lists[list]);
    }
    return found;
  }

  add(found, list) {
    let number = 0, count = list.length;
    for (const value of list) {
      if (value < 0) {
        [count, found.isComplete] = [-value, false];
      } else {
        number += value >> 2;
        found.places.set(number, Math.min(value & 3, found.places.get(number) ?? ANYWHERE));
      }
    }
    found.count += count;
  }

  async record(number) {
    const file = this.file(this.records, number);
    const [id, title, chinese] = (await this.read(`records-${file}`))[number - this.records[file]];
    return { id, title, chinese };
  }

  // The words of a text that are looked up: all, or of a large index those that say most, in few enough files.
  choose(text) {
    const lines = text.split("\n").reverse();
    lines.sort((one, other) => TELLING.test(other) - TELLING.test(one));
    const words = lines.flatMap((line) => wordsOf(line).sort((one, other) => other.length - one.length));
    const files = new Set();
    return new Set(words.filter((word) => {
      const file = this.file(this.words, word);
      if (files.size < MAX_FILES) files.add(file);
      return files.has(file);
    }));
  }

  // The results of a text, best first, and whether each has all of its words.
  async search(text) {
    const words = wordsOf(text);
    const last = /[\p{Alphabetic}\p{N}]$/u.test(text) ? words.at(-1) : undefined;
    const isTyped = words.length <= MAX_TYPED;
    const chosen = this.choose(text);
    const lists = [];
    for (const word of chosen) lists.push(await this.find(word, isTyped && word === last));
    const all = isTyped ? withAll(lists) : [];
    const numbers = all.length ? all : this.withSome(lists);
    const most = all.length || this.words.length > 1 ? MAX_RESULTS : MAX_COMPARED;
    const best = await Promise.all(numbers.slice(0, most).map((number) => this.record(number)));
    const results = all.length ? best : closest(best, words).slice(0, MAX_RESULTS);
    return { results, count: numbers.length, hasAll: all.length > 0, isTyped };
  }

  // The records that have the rare words of a text, those with most of them first.
  withSome(lists) {
    const known = lists.filter((list) => list.count > 0);
    const rare = known.filter((list) => list.count <= COMMON);
    const ranked = (furthest) => {
      const sums = new Map();
      for (const { places, count } of rare.length ? rare : known) {
        for (const [number, place] of places) {
          if (place <= furthest) sums.set(number, (sums.get(number) || 0) + Math.log(1 + this.count / count));
        }
      }
      return [...sums].sort(([a, x], [b, y]) => y - x || a - b).map(([number]) => number);
    };
    const named = ranked(LABEL);
    return named.length ? named : ranked(ANYWHERE);
  }
}

// The records that have all words, those with all in the signature first. A word that is not listed completely keeps no
// record out.
function withAll(lists) {
  const complete = lists.filter((list) => list.isComplete);
  const needed = complete.length ? complete : lists;
  const [smallest] = [...needed].sort((one, other) => one.places.size - other.places.size);
  const found = [];
  for (const number of smallest ? smallest.places.keys() : []) {
    if (needed.every((list) => list.places.has(number))) {
      found.push([Math.max(...lists.map((list) => list.places.get(number) ?? ANYWHERE)), number]);
    }
  }
  return found.sort(([one, a], [other, b]) => one - other || a - b).map(([, number]) => number);
}

// Results in the order of how much of their titles is in a text, where a word counts twice if it follows the same one.
function closest(results, words) {
  const pairs = new Set(words.map((word, at) => `${words[at - 1]} ${word}`));
  const known = new Set(words);
  const share = (title) => {
    const own = wordsOf(title);
    const shared = own.map((word, at) => known.has(word) + pairs.has(`${own[at - 1]} ${word}`));
    return shared.reduce((one, other) => one + other, 0) ** 2 / Math.max(own.length, 1);
  };
  const best = ({ title, chinese }) => Math.max(share(title), share(chinese || ""));
  return [...results].sort((one, other) => best(other) - best(one));
}

// Search: the field of the first page.

function startSearch(box) {
  const waiting = new Map();
  globalThis.canonry = (name, data) => waiting.get(name)?.(data);
  const load = (name) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    waiting.set(name, resolve);
    script.src = `search/${name}.js`;
    script.onerror = reject;
    document.head.append(script);
  });
  const [field, status, list] = ["textarea", "output", "ol"].map((part) => box.querySelector(part));
  let index, asked = 0;

  const show = async () => {
    const number = ++asked;
    const text = field.value;
    try {
      index ||= new Index(load).open();
      const { results, count, hasAll, isTyped } = await (await index).search(text);
      if (number !== asked) return; // something else was typed meanwhile
      const fit = isTyped ? "No error has all of these words. " : "Those that fit the text best come first. ";
      const some = hasAll ? "" : fit;
      const first = count > results.length ? `, the first ${results.length} are shown` : "";
      const nothing = text.trim() && "Nothing was found.";
      status.textContent = count ? `${some}${count} ${count === 1 ? "error" : "errors"}${first}` : nothing;
      list.replaceChildren(...results.map((result) => item(result, /\p{Script=Han}/u.test(text))));
    } catch {
      index = undefined;
      status.textContent = "The index of the search could not be loaded.";
    }
  };

  const item = ({ id, title, chinese }, inChinese) => {
    const [row, link, name] = ["li", "a", "code"].map((kind) => document.createElement(kind));
    const [text, page, lang] = inChinese && chinese ? [chinese, "zh", "zh"] : [title, "index", "en"];
    Object.assign(link, { href: `errors/${id}/${page}.html`, textContent: text, dir: "auto", lang });
    name.textContent = id;
    row.append(link, name);
    return row;
  };

  // Enter opens the first result, and / goes to the field.
  document.addEventListener("keydown", (event) => {
    const isInField = event.target === field;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey && isInField) return;
    if (event.key === (isInField ? "Enter" : "/") && (isInField || event.target === document.body)) {
      event.preventDefault();
      if (isInField) list.querySelector("a")?.click(); else field.focus();
    }
  });
  field.addEventListener("input", show);
  box.hidden = false;
  if (field.value) show(); // a browser that goes back fills the field in again
}

// A button beside each block of code that copies it.
function startCopying() {
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
}

// A button in each heading of a sortable table that sorts by its column, and then the other way round.
function startSorting() {
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
        const order = (one, other) =>
          number ? parseFloat(key(one)) - parseFloat(key(other)) : key(one).localeCompare(key(other));
        const rows = [...body.rows].sort(order);
        if (descending) rows.reverse();
        body.append(...rows);
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      });
    });
  }
}

if (typeof document !== "undefined") {
  const box = document.querySelector(".search");
  if (box) startSearch(box);
  startCopying();
  startSorting();
}
