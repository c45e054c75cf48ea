// Makes the corpora of the browser tests:
//
//   corpora.mjs sample ARTICLES            the sample corpus as JSON lines
//   corpora.mjs hostile OUT                articles and claims that try to run scripts
//   corpora.mjs large JSONL CSV OUT COUNT  articles and claims again and again: OUT.jsonl, OUT.csv
//
// The sample corpus has neither dates nor outlets: those given here are made up.

import { createWriteStream, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, write } from "./csv.mjs";

const OUTLETS = ["Dunmere Courier", "Ledgerline", "Lantern Weekly", "Wirebird"];

function sample(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name, i) => ({
      id: name,
      text: readFileSync(join(folder, name), "utf8"),
      date: new Date(Date.UTC(2025, 2, 1 + 2 * i)).toISOString().slice(0, 10),
      outlet: OUTLETS[i % OUTLETS.length],
      url: `https://www.example.org/${name.replace(".txt", "")}`,
    }));
}

/** Every field that reaches the page tries to run a script, which would set `window.ran`. */
function hostile(out) {
  const run = (n) => `<script>window.ran=${n}</script>`;
  const image = (n) => `<img src=x onerror="window.ran=${n}">`;
  const text = [
    `</script>${run(1)}<!-- 😀 Markup in the headline`,
    `“It is ${image(2)} & &lt;b&gt; safe,” said Ann ${run(3)} Lee, who runs the station. ${image(4)}`,
    `The minister ${image(5)} said that ]]>--></style></textarea>${run(6)} nothing\u2028had\u2029happened.`,
    `“\u202eTurned around” and “{{data}} \${window.ran=7}”, Bo Berg told Reuters in <svg/onload=window.ran=8>.`,
    `“We removed &lt;b&gt; and ${run(20)} from every page of the school,” said Cara Dunn, who teaches there.`,
  ].join("\n\n");
  const article = {
    id: `"><a href="javascript:window.ran=9">'${run(10)}`,
    title: `</title></script>${run(11)}“No,” said ${image(12)} Kim.`,
    text,
    date: `2025-03-01${run(13)}`,
    outlet: `<iframe srcdoc="${run(14)}">`,
    url: "javascript:window.ran=15",
  };
  const data = { id: "data", text: "“Yes,” said Ann Lee.", url: `data:text/html,${run(16)}` };
  const claims = [
    [`“It is ${image(2)} & &lt;b&gt; safe,”`, `Ann ${run(3)} Lee`, "said", "who runs the station"],
    [`that ]]>--></style></textarea>${run(6)} nothing\u2028had\u2029happened`, `The minister ${image(5)}`, "said", ""],
    [`“{{data}} \${window.ran=7}”`, "Bo Berg", "told", `<svg/onload=window.ran=8>`],
  ].map(([claim, source, cue, description], i) => ({
    ...places(text, { claim, source, cue, description }),
    article_id: article.id,
    claim_id: String(i + 1),
    kind: "direct",
    speaker: `${source} | ${image(17 + i)}</script>`,
    speaker_type: "person",
    act: "state",
    confidence: "0.5000",
    speaker_found_by: "name",
  }));
  const header = Object.keys(claims[0]);
  writeFileSync(`${out}.jsonl`, jsonLines([article, data]));
  writeFileSync(`${out}.csv`, write([header, ...claims.map((claim) => header.map((name) => claim[name]))]));
}

/** The columns that tell where some words stand, in Unicode characters. */
function places(text, words) {
  const columns = Object.entries(words).flatMap(([role, said]) => {
    if (said === "") return [[role, ""], [`${role}_start`, ""], [`${role}_end`, ""], [`${role}_pieces`, ""]];
    const start = Array.from(text.slice(0, text.indexOf(said))).length;
    const end = start + Array.from(said).length;
    return [[role, said], [`${role}_start`, String(start)], [`${role}_end`, String(end)], [`${role}_pieces`, `${start}-${end}`]];
  });
  return Object.fromEntries(columns);
}

function jsonLines(articles) {
  return articles.map((article) => `${JSON.stringify(article)}\n`).join("");
}

function large(articlesFile, claimsFile, out, count) {
  const articles = readFileSync(articlesFile, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  const [header, ...rows] = parse(readFileSync(claimsFile, "utf8"));
  const [id, date] = [header.indexOf("article_id"), header.indexOf("date")];
  const [texts, claims] = [createWriteStream(`${out}.jsonl`), createWriteStream(`${out}.csv`)];
  claims.write(write([header]));
  for (let n = 0, written = 0; written < count; n += 1) {
    const day = new Date(Date.UTC(2020, 0, 1 + 9 * n)).toISOString().slice(0, 10);
    for (const article of articles) {
      texts.write(`${JSON.stringify({ ...article, id: `${n}/${article.id}`, date: day })}\n`);
    }
    const copies = rows.slice(0, count - written).map((row) => {
      const copy = [...row];
      copy[id] = `${n}/${row[id]}`;
      copy[date] = day;
      return copy;
    });
    claims.write(write(copies));
    written += copies.length;
  }
  texts.end();
  claims.end();
}

const [what, ...args] = process.argv.slice(2);
if (what === "large") large(args[0], args[1], args[2], Number(args[3]));
else if (what === "hostile") hostile(args[0]);
else process.stdout.write(jsonLines(sample(args[0])));
