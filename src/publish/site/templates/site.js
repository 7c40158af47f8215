// The script of every page, which is complete without it.
"use strict";

const create = (kind, values) => Object.assign(document.createElement(kind), values);

// Words, as in the index: cut within identifiers (Module|Not|Found) and around Chinese characters, in lower case and
// without accents.

const CHINESE = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/gu;
const CAMEL = /\p{Lower}(?=\p{Upper})|\p{Upper}(?=\p{Upper}\p{Lower})/gu;

const withoutAccent = (letter) => letter.normalize("NFD").match(/^(.)[\u0300-\u036f]/u)?.[1] ?? letter;
const fold = (text) => text.replace(/[A-Z]+|[^\0-~]/gu, (part) => part.toLowerCase())
  .replace(/[^\0-~]/gu, withoutAccent);
const runsOf = (text) => text.replace(/[^\p{Alpha}\p{N}\n]+/gu, " ");
const cut = (runs) => runs.replace(CHINESE, " $& ").replace(CAMEL, "$& ");
const split = (text) => text.match(/\S+/g) ?? [];
const wordsOf = (text) => split(fold(cut(runsOf(text))));

// The index. Its files are scripts that call `canonry`: a page in a folder can load no others.

let index; // what the first file says
let shown = []; // the records of a small index
const files = {}, receivers = {};

const canonry = (name, data) => receivers[name](data);

const read = (name, parse) => files[name] ??= new Promise((resolve, reject) => {
  const onerror = () => reject(delete files[name]);
  receivers[name] = resolve;
  document.head.append(create("script", { src: `search/${name}.js`, onerror }));
}).then(parse);

// The file with a word or record, of files with these starts.
const fileOf = (starts, wanted) => starts.findLastIndex((start) => start <= wanted);

// A record: its id, its title and perhaps a Chinese one.
async function record(number) {
  const file = fileOf(index.records, number);
  return (await read(`records-${file}`))[number - index.records[file]];
}

// For each word the numbers of its records, times 3, plus its best place there: 0 is the signature, 1 what names the
// record, 2 other texts. A file has a line of words, each after how many letters it shares with the one before, and one
// of lists. A small index leaves out the words of titles and ids.
const listsOf = (file) => read(`words-${file}`, (text) => {
  const [words, lists] = text.split("\n").map((line) => line.split(" "));
  let word = "";
  const found = new Map(words.map((rest, at) => {
    word = word.slice(0, rest[0]) + rest.slice(1);
    return [word, [lists[at]]];
  }));
  [(one) => one.slice(1).join(), ([id]) => id].forEach((text, place) => {
    const runs = runsOf(shown.map(text).join("\n"));
    fold(`${cut(runs)}\n${runs}`).split("\n").forEach((line, at) => split(line).forEach((word) => {
      if (!found.has(word)) found.set(word, [""]);
      found.get(word).push(at % shown.length * 3 + place);
    }));
  });
  return found;
});

// The numbers of a list, which has their distances: the last digit of each is one of # to [, the others of ] to ~.
function* decode(list) {
  let last = 0, value = 0;
  for (const digit of list) {
    const code = digit.charCodeAt();
    if (code > 92) value = value * 34 + code - 93;
    else {
      yield last += value * 57 + code - 35 - last % 3;
      value = 0;
    }
  }
}

// The records of a word, or of those that begin with it, and how many more are not listed.
async function find(word, isStart) {
  const places = new Map();
  let more = 0;
  const ends = isStart ? [word, `${word}\uffff`] : [word];
  for (const file of new Set(ends.map((end) => fileOf(index.words, end)))) {
    const lists = await listsOf(file);
    const words = isStart ? [...lists.keys()].filter((one) => one.startsWith(word)) : [word];
    for (const [list, ...added] of words.map((one) => lists.get(one) || [""])) {
      const [listed, others = 0] = list.split("!");
      more += Number(others);
      for (const one of [...decode(listed), ...added]) {
        const number = Math.floor(one / 3);
        places.set(number, Math.min(one % 3, places.get(number) ?? 2));
      }
    }
  }
  return { places, more };
}

// The words of a text that are looked up: the most telling ones, of up to six files.
const TELLING = /error|exception|fail|fatal|denied|refused|cannot|错误|失败|异常/i;

function choose(text) {
  const lines = text.split("\n").reverse().sort((a, b) => TELLING.test(b) - TELLING.test(a));
  const words = lines.flatMap((line) => wordsOf(line).sort((a, b) => b.length - a.length));
  const files = new Set();
  return [...new Set(words)].filter((word) => {
    const file = fileOf(index.words, word);
    if (files.size < 6) files.add(file);
    return files.has(file);
  });
}

// The results of a text: records with all words, first that of this id or title, then those with all in the
// signature. If none has, those with rare words in signature and names, the closest titles first.
async function search(text) {
  index = await read("index");
  if (index.isSmall) {
    shown = await read("records-0");
    await listsOf(0);
  }
  const words = wordsOf(text);
  const unfinished = /\S$/.test(runsOf(text)) && words.at(-1);
  const lists = await Promise.all(choose(text).map((word) => find(word, word === unfinished)));
  const found = new Map();
  for (const { places, more } of lists) {
    const weight = Math.round(1e6 * Math.log(1 + index.count / (places.size + more)));
    for (const [number, place] of places) {
      const record = found.get(number) || { number, length: shown[number]?.[1].length, place, misfit: 0 };
      record.place = Math.max(record.place, place);
      record.misfit -= place === 2 ? weight : weight * 1e6;
      found.set(number, record);
    }
  }
  // A word whose list is not whole keeps none out.
  const whole = lists.filter((list) => !list.more);
  const needed = whole.length ? whole : lists;
  const some = [...found.values()];
  const all = some.filter(({ number }) => needed.every((list) => list.places.has(number)));
  const hasAll = all.length > 0;
  const [ranked, rank] = hasAll ? [all, "place"] : [some, "misfit"];
  // Of equals the shortest is first, as in a large index.
  ranked.sort((a, b) => a[rank] - b[rank] || a.length - b.length || a.number - b.number);
  const best = await Promise.all(ranked.slice(0, index.compared).map(({ number }) => record(number)));
  const isMeant = (one) => one.some((text) => wordsOf(text).join() === words.join());
  const results = hasAll ? [...best.filter(isMeant), ...best] : closest(best, words);
  return { results: [...new Set(results)].slice(0, 20), count: ranked.length, hasAll };
}

// Records by how many words and pairs of words of their titles are in a text.
function closest(records, words) {
  const withPairs = (words) => words.flatMap((word, at) => [word, `${words[at - 1]} ${word}`]);
  const known = new Set(withPairs(words));
  const share = (title) => {
    const own = withPairs(wordsOf(title));
    return own.filter((one) => known.has(one)).length ** 2 / own.length || 0;
  };
  const shares = new Map(records.map((one) => [one, Math.max(...one.slice(1).map(share))]));
  return records.sort((a, b) => shares.get(b) - shares.get(a));
}

function startSearch(box) {
  const [field, status, list] = box.querySelectorAll("textarea, output, ol");
  const { some, none, first, failed } = status.dataset;

  const show = async () => {
    const text = field.value;
    try {
      const { results, count, hasAll } = await search(text);
      if (text !== field.value) return; // more was typed
      const found = hasAll ? `Found: ${count}${count > results.length ? first : ""}` : some;
      status.textContent = count ? found : text.trim() && none;
      list.replaceChildren(...results.map(([id, title, chinese]) => {
        const inChinese = chinese && /\p{Script=Han}/u.test(text);
        const [textContent, page, lang] = inChinese ? [chinese, "zh", "zh"] : [title, "index", "en"];
        const row = create("li");
        const href = `errors/${id}/${page}.html`;
        row.append(create("a", { href, textContent, dir: "auto", lang }), create("code", { textContent: id }));
        return row;
      }));
    } catch {
      status.textContent = failed;
    }
  };
  field.oninput = field.onfocus = show; // reads the index early

  // Enter opens the first result, and / goes to the field.
  field.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    list.querySelector("a")?.click();
  };
  document.onkeydown = (event) => {
    if (event.key !== "/" || event.target !== document.body) return;
    event.preventDefault();
    field.focus();
  };
  box.hidden = false;
  if (field.value) show(); // filled in by the browser
}

// A button that copies a block of code.
function addCopying(block) {
  const { copy, copied } = block.closest("article").dataset;
  const onclick = async ({ target }) => {
    await navigator.clipboard.writeText(block.textContent);
    target.textContent = copied;
    setTimeout(() => { target.textContent = copy; }, 2000);
  };
  block.before(create("button", { className: "copy", onclick, textContent: copy }));
}

// A button in a heading that sorts its column, up, then down.
function addSorting(heading) {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const onclick = () => {
    const isUp = heading.ariaSort !== "ascending";
    const [body] = heading.closest("table").tBodies;
    const text = (row) => row.cells[heading.cellIndex].textContent;
    const rows = [...body.rows].sort((a, b) => compare(text(a), text(b)));
    body.append(...isUp ? rows : rows.reverse());
    for (const other of heading.parentNode.cells) other.ariaSort = null;
    heading.ariaSort = isUp ? "ascending" : "descending";
  };
  heading.replaceChildren(create("button", { onclick, textContent: heading.textContent }));
}

document.querySelectorAll(".search").forEach(startSearch);
if (navigator.clipboard) document.querySelectorAll("li > pre").forEach(addCopying);
document.querySelectorAll(".sortable th").forEach(addSorting);
