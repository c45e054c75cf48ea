// The main text of each page, as Mozilla's Readability finds it: a JSON object by path.
// node readability.mjs PAGE…

import { readFileSync } from "node:fs";
import { Readability } from "@mozilla/readability";
import { JSDOM } from "jsdom";

const texts = {};
for (const path of process.argv.slice(2)) {
  const { document } = new JSDOM(readFileSync(path, "utf8"), { url: "https://news.example/page" }).window;
  texts[path] = new Readability(document).parse()?.textContent ?? "";
}
console.log(JSON.stringify(texts));
