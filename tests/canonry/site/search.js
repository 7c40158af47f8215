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
const { search, find, record, wordsOf, read } = vm.runInThisContext("({ search, find, record, wordsOf, read })");

async function main() {
  const found = [];
  for (const query of JSON.parse(fs.readFileSync(0, "utf8"))) found.push(await search(query));
  // Each word of a text that is indexed, as the script cuts it, has its record in the index.
  const missing = [];
  const { count } = await read("index");
  for (let number = 0; number < count; number += 1) {
    const [id] = await record(number);
    const { signature, signature_zh, root_cause, root_cause_zh, tags } =
      JSON.parse(text("errors", ...id.split("/"), "index.json"));
    for (const word of wordsOf([signature, signature_zh, root_cause, root_cause_zh, id, ...tags].join("\n"))) {
      if (!(await find(word, false)).places.has(number)) missing.push([id, word]);
    }
  }
  console.log(JSON.stringify({ found, missing }));
}

main();
