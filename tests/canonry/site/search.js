// Asks the script of a site, whose folder is the first argument, and prints what it finds as JSON. The input is a list
// of texts to search for.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const site = process.argv[2];
const text = (...parts) => fs.readFileSync(path.join(site, ...parts), "utf8");
const run = (name) => vm.runInThisContext(text(...name.split("/")));

// What the script needs of a browser to read the index: a script that is added to the page is run.
globalThis.document = {
  createElement: () => ({}),
  head: { append: (script) => run(script.src) },
  querySelectorAll: () => [],
};
globalThis.navigator ??= {};
run("site.js");
const { search, find, record, read, wordsOf, runsOf, fold } =
  vm.runInThisContext("({ search, find, record, read, wordsOf, runsOf, fold })");

// The words of a record by their best place, which is that of the first text with the word.
function placesOf(id, { signature, signature_zh, root_cause, root_cause_zh, ...rest }) {
  const actions = (name) => (rest[name] || []).map((item) => item.action);
  const names = [id, rest.error_code, ...(rest.tags || []), ...(rest.aliases || [])];
  const others = [...actions("workarounds"), ...(rest.workarounds_zh || []), ...actions("dead_ends")];
  const places = new Map();
  [[signature, signature_zh], names, [...others, root_cause, root_cause_zh]].forEach((texts, place) => {
    const whole = texts.filter(Boolean).join("\n");
    for (const word of [...wordsOf(whole), ...(fold(runsOf(whole)).match(/\S+/g) || [])]) {
      if (!places.has(word) && Buffer.byteLength(word) <= 64) places.set(word, place);
    }
  });
  return places;
}

// The first results of a text, of records that have all of its words, found without an index.
function plain(query, records) {
  const words = wordsOf(query);
  const unfinished = /\S$/.test(runsOf(query)) && words.at(-1);
  const placeOf = (word, { places }) => {
    const all = word === unfinished ? [...places.keys()].filter((one) => one.startsWith(word)) : [word];
    return Math.min(...all.map((one) => places.get(one) ?? Infinity));
  };
  const isOther = ({ shown }) => !shown.some((one) => wordsOf(one).join() === words.join());
  const found = records.map((one) => {
    const place = Math.max(...words.map((word) => placeOf(word, one)));
    return { id: one.shown[0], order: [isOther(one), place, one.shown[1].length] };
  }).filter(({ order }) => order[1] < Infinity);
  const compare = (a, b) => {
    const differs = a.order.findIndex((value, at) => value !== b.order[at]);
    return differs < 0 ? (a.id < b.id ? -1 : 1) : a.order[differs] - b.order[differs];
  };
  return { ids: found.sort(compare).slice(0, 20).map(({ id }) => id), count: found.length };
}

async function main() {
  const found = [];
  const queries = JSON.parse(fs.readFileSync(0, "utf8"));
  for (const query of queries) found.push(await search(query));
  // Each word of a text that is indexed, as the script cuts it, has its record in the index. No query has a run of
  // Chinese characters as one word.
  const missing = [], records = [];
  const { count } = await read("index");
  for (let number = 0; number < count; number += 1) {
    const shown = await record(number);
    const places = placesOf(shown[0], JSON.parse(text("errors", ...shown[0].split("/"), "index.json")));
    records.push({ shown, places });
    for (const word of places.keys()) {
      const isAsked = wordsOf(word).length === 1;
      if (isAsked && !(await find(word, false)).places.has(number)) missing.push([shown[0], word]);
    }
  }
  const misplaced = found.flatMap(({ results, count, hasAll }, at) => {
    if (!hasAll) return [];
    const [expected, ids] = [plain(queries[at], records), results.map(([id]) => id)];
    const isSame = expected.count === count && expected.ids.join() === ids.join();
    return isSame ? [] : [{ query: queries[at], expected, ids, count }];
  });
  console.log(JSON.stringify({ found, missing, misplaced }));
}

main();
