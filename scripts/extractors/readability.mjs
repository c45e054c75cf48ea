// The main text of each page, as Mozilla's Readability finds it: a JSON object by path.
// node readability.mjs PAGE…

import { readFileSync } from "node:fs";
import { Readability } from "@mozilla/readability";
import { JSDOM } from "jsdom";

const BLOCKS = "p, div, section, li, h1, h2, h3, h4, h5, h6, dt, dd, blockquote, figcaption, td, th, br";

const texts = {};
for (const path of process.argv.slice(2)) {
  const { document } = new JSDOM(readFileSync(path, "utf8"), { url: "https://news.example/page" }).window;
  const found = new Readability(document, { serializer: (content) => content }).parse();
  // The text of an element knows no line ends.
  for (const block of found?.content.querySelectorAll(BLOCKS) ?? []) block.after("\n");
  for (const block of found?.content.querySelectorAll(BLOCKS) ?? []) block.before("\n");
  texts[path] = found?.content.textContent ?? "";
}
console.log(JSON.stringify(texts));
