// What pages do if a browser runs scripts. Without it every page is complete, except that nothing can be searched.
"use strict";

// Words, as in the index: runs of letters and digits, cut within identifiers (Module|Not|Found) and around Chinese
// characters, in lower case and without accents.

const RUN = /[\p{Alphabetic}\p{N}]+/gu;
const CHINESE = "[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}]";
const SEAM = new RegExp(`(?<=${CHINESE})|(?=${CHINESE})|(?<=\\p{Lowercase})(?=\\p{Uppercase})` +
  "|(?<=\\p{Uppercase})(?=\\p{Uppercase}\\p{Lowercase})", "u");

function fold(word) {
  if (/^\w+$/.test(word)) return word.toLowerCase(); // mostly
  const lower = [...word].flatMap((one) => [...one.toLowerCase()]);
  return lower.map((one) => one.normalize("NFD").match(/^(.)[\u0300-\u036f]/u)?.[1] ?? one).join("");
}

const runsOf = (text) => text.match(RUN) || [];
const wordsOf = (text) => runsOf(text).flatMap((run) => run.split(SEAM)).map(fold);

// The index. A list has the numbers of the records with a word, each with the best place of the word in it.

const SIGNATURE = 0, LABEL = 1, TEXT = 2; // places
const MAX_FILES = 6; // files of words that a query reads
const MAX_RESULTS = 20;
const MAX_COMPARED = 200; // titles of a small index that are compared with a text
const TELLING = /error|exception|fail|fatal|denied|refused|cannot|unable|错误|失败|异常|拒绝|无法/i;

const put = (places, number, place) => places.set(number, Math.min(place, places.get(number) ?? TEXT));

// In a file a list has for each record the distance from the one before it, times 3, plus the place. The last digit of
// a number is from # to [, those before it are from ] to ~. If not all records are listed, their count follows.
function listOf(text) {
  const [digits, count] = text.split("!");
  const places = new Map();
  let number = 0, earlier = 0;
  for (const digit of digits) {
    const code = digit.charCodeAt();
    if (code > 92) {
      earlier = earlier * 34 + code - 93;
    } else {
      const value = earlier * 57 + code - 35;
      number += Math.floor(value / 3);
      places.set(number, value % 3);
      earlier = 0;
    }
  }
  return { places, count: Number(count || 0) };
}

class Index {
  // `load` reads a file of the index by its name and returns a promise of its data.
  constructor(load) {
    const files = new Map();
    this.read = (name, parse = (data) => data) => {
      if (!files.has(name)) files.set(name, load(name).then(parse));
      return files.get(name);
    };
  }

  async open() {
    Object.assign(this, await this.read("index"));
    this.all = this.isSmall ? await this.read("records-0") : [];
    return this;
  }

  // The number of the file that has a word, or a record.
  file(starts, wanted) {
    const after = starts.findIndex((start) => start > wanted);
    return Math.max((after < 0 ? starts.length : after) - 1, 0);
  }

  async record(number) {
    const file = this.file(this.records, number);
    const [id, title, chinese] = (await this.read(`records-${file}`))[number - this.records[file]];
    return { id, title, chinese };
  }

  // A file of words has a line of them, each after how many letters it shares with the one before, and a line of their
  // lists. A small index leaves out the words of titles and ids, which it has in one file.
  lists(file) {
    return this.read(`words-${file}`, (text) => {
      const [words, lists] = text.split("\n").map((line) => line.split(" "));
      let word = "";
      const found = new Map(words.map((rest, at) => {
        word = word.slice(0, rest[0]) + rest.slice(1);
        return [word, listOf(lists[at])];
      }));
      const add = (number, shown, place) => {
        for (const word of [...wordsOf(shown), ...runsOf(shown).map(fold)]) {
          if (!found.has(word)) found.set(word, listOf(""));
          put(found.get(word).places, number, place);
        }
      };
      this.all.forEach(([id, ...titles], number) => {
        add(number, titles.join("\n"), SIGNATURE);
        add(number, id, LABEL);
      });
      return found;
    });
  }

  // The list of a word, or of all words that begin with it.
  async find(word, anyEnding) {
    const found = { places: new Map(), count: 0, isCut: false };
    const first = this.file(this.words, word);
    const last = anyEnding ? Math.min(this.file(this.words, `${word}\uffff`), first + 1) : first;
    for (let file = first; file <= last; file += 1) {
      const lists = await this.lists(file);
      const words = anyEnding ? [...lists.keys()].filter((other) => other.startsWith(word)) : [word];
      for (const list of words.map((other) => lists.get(other)).filter(Boolean)) {
        list.places.forEach((place, number) => put(found.places, number, place));
        found.count += list.count || list.places.size;
        found.isCut ||= list.count > 0;
      }
    }
    return found;
  }

  // The words of a text that are looked up: in a large index those that say most, in few enough files.
  choose(text) {
    const lines = text.split("\n").reverse().sort((one, other) => TELLING.test(other) - TELLING.test(one));
    const words = lines.flatMap((line) => wordsOf(line).sort((one, other) => other.length - one.length));
    const files = new Set();
    return new Set(words.filter((word) => {
      const file = this.file(this.words, word);
      if (files.size < MAX_FILES) files.add(file);
      return files.has(file);
    }));
  }

  // The results of a text, best first: the records with all words, those with all in the signature first. If none has
  // all, those with rare words in signature and labels.
  async search(text) {
    const words = wordsOf(text);
    const last = runsOf(text.slice(-1)).length && words.at(-1);
    const lists = [];
    for (const word of this.choose(text)) lists.push(await this.find(word, word === last));
    // A word of which not all records are listed keeps none out.
    const whole = lists.filter((list) => !list.isCut);
    const needed = new Set(whole.length ? whole : lists);
    const found = new Map();
    for (const list of lists) {
      const weight = Math.log(1 + this.count / list.count);
      for (const [number, place] of list.places) {
        const record = found.get(number) || { number, place, has: 0, weight: 0 };
        record.place = Math.max(record.place, place);
        record.has += needed.has(list);
        record.weight += place === TEXT ? weight / 1e6 : weight;
        found.set(number, record);
      }
    }
    const some = [...found.values()];
    const all = some.filter((record) => record.has === needed.size);
    const hasAll = all.length > 0;
    const ranked = hasAll ? all : some;
    const rank = ({ place, weight }) => hasAll ? place : -weight;
    // The numbers of a large index are in the order of the lengths of the signatures.
    const length = ({ number }) => this.isSmall ? this.all[number][1].length : number;
    ranked.sort((one, other) => rank(one) - rank(other) || length(one) - length(other));
    const most = this.isSmall ? MAX_COMPARED : MAX_RESULTS;
    const best = await Promise.all(ranked.slice(0, most).map(({ number }) => this.record(number)));
    const results = (hasAll ? best : closest(best, words)).slice(0, MAX_RESULTS);
    return { results, count: ranked.length, hasAll };
  }
}

const withPairs = (words) => words.flatMap((word, at) => [word, `${words[at - 1]} ${word}`]);

// Results in the order of how many words and pairs of words of their titles are in a text.
function closest(results, words) {
  const known = new Set(withPairs(words));
  const share = (title) => {
    const own = withPairs(wordsOf(title));
    return own.filter((one) => known.has(one)).length ** 2 / (own.length || 1);
  };
  const best = ({ title, chinese }) => Math.max(share(title), share(chinese || ""));
  return results.sort((one, other) => best(other) - best(one));
}

const create = (kind, values) => Object.assign(document.createElement(kind), values);

// The search of the first page.
function startSearch(box) {
  const waiting = new Map();
  globalThis.canonry = (name, data) => waiting.get(name)?.(data);
  const load = (name) => new Promise((resolve, reject) => {
    waiting.set(name, resolve);
    document.head.append(create("script", { src: `search/${name}.js`, onerror: reject }));
  });
  const [field, status, list] = ["textarea", "output", "ol"].map((part) => box.querySelector(part));
  let index, asked = 0;

  const show = async () => {
    const number = ++asked;
    const text = field.value;
    try {
      index ||= new Index(load).open();
      const { results, count, hasAll } = await (await index).search(text);
      if (number !== asked) return; // more was typed meanwhile
      const fit = hasAll ? "" : "No error has all of these words; those that fit best come first. ";
      const first = count > results.length ? `, the first ${results.length} are shown` : "";
      status.textContent = count ? `${fit}Found: ${count}${first}` : text.trim() && "Nothing was found.";
      list.replaceChildren(...results.map((result) => item(result, /\p{Script=Han}/u.test(text))));
    } catch {
      index = undefined;
      status.textContent = "The index could not be loaded.";
    }
  };

  const item = ({ id, title, chinese }, inChinese) => {
    const [textContent, page, lang] = inChinese && chinese ? [chinese, "zh", "zh"] : [title, "index", "en"];
    const row = create("li");
    row.append(create("a", { href: `errors/${id}/${page}.html`, textContent, dir: "auto", lang }));
    row.append(create("code", { textContent: id }));
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
  if (field.value) show(); // filled in by a browser that goes back
}

// A button beside each block of code that copies it, if the page came safely. Otherwise its text can be selected.
function startCopying() {
  const [copy, copied] = document.documentElement.lang === "zh" ? ["复制", "已复制"] : ["Copy", "Copied"];
  for (const block of navigator.clipboard ? document.querySelectorAll("li > pre") : []) {
    const button = create("button", { type: "button", className: "copy", textContent: copy });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 2000);
    });
    block.before(button);
  }
}

// A button in each heading of a sortable table that sorts by its column, and then the other way round.
function startSorting() {
  const { compare } = new Intl.Collator("en", { numeric: true });
  for (const { tBodies: [body], tHead } of document.querySelectorAll("table.sortable")) {
    const headings = [...tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = create("button", { type: "button", textContent: heading.textContent });
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const order = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
        const text = (row) => row.cells[column].textContent;
        const rows = [...body.rows].sort((one, other) => compare(text(one), text(other)));
        body.append(...(order === "ascending" ? rows : rows.reverse()));
        for (const other of headings) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", order);
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
