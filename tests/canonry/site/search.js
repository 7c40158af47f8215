// Asks the script of a site, whose folder is the first argument, and prints what it finds as JSON. The input is a list
// of texts to search for.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const site = process.argv[2];
const text = (...parts) => fs.readFileSync(path.join(site, ...parts), "utf8");
const { Index, wordsOf } = vm.runInThisContext(`${text("site.js")}\n({ Index, wordsOf })`);

async function load(name) {
  let loaded;
  globalThis.canonry = (called, data) => { loaded = called === name ? data : undefined; };
  vm.runInThisContext(text("search", `${name}.js`));
  return loaded;
}

async function main() {
  const index = await new Index(load).open();
  const found = [];
  for (const query of JSON.parse(fs.readFileSync(0, "utf8"))) found.push(await index.search(query));
  // Each word of a text that is indexed, as the script cuts it, has its record in the index.
  const missing = [];
  for (let number = 0; number < index.count; number += 1) {
    const { id } = await index.record(number);
    const record = JSON.parse(text("errors", ...id.split("/"), "index.json"));
    const texts = [record.signature, record.signature_zh, record.root_cause, record.root_cause_zh, id, ...record.tags];
    for (const word of wordsOf(texts.filter(Boolean).join("\n"))) {
      if (!(await index.find(word, false)).places.has(number)) missing.push([id, word]);
    }
  }
  console.log(JSON.stringify({ found, missing }));
}

main();
