// The page of `sayso serve`, as somebody uses it who has an article: with mouse, with keyboard, and
// with an article that wants to be more than text. SERVER is its address; `sample` has articles, and
// `sample.csv` the table that the program makes of them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { guarded, launch, tried } from "./browser.mjs";
import { records } from "./csv.mjs";

const SERVER = process.env.SERVER;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TABLE = readFileSync("sample.csv", "utf8");
const NAMES = readdirSync("sample").sort();
const [HOSTILE] = readFileSync("hostile.jsonl", "utf8").split("\n").map((line) => line && JSON.parse(line));

/** Everything in the page that could run or fetch something. */
const ACTIVE = "script, img, iframe, object, embed, style, link, base, svg [onload], [onerror], [onload]";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Opens the page. `faults` collects every request elsewhere, error and message of the page. */
async function open(options = {}) {
  const opened = await guarded(browser, (url) => new URL(url).origin === SERVER, options);
  const context = opened.page.context();
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: SERVER });
  await opened.page.goto(SERVER);
  return opened;
}

const status = (page) => page.locator("#status").textContent();
const said = (page, words) => page.locator("#status", { hasText: words }).waitFor();
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
// A claim is marked by the stretch: other claims inside it cut it.
const whole = (texts) => texts.join("").replaceAll(" … ", "");
const marked = async (page) => whole(await page.locator(".on-content").allTextContents());
const files = (names) => names.map((name) => `sample/${name}`);

/** Answers what a checker of accessibility finds wrong. */
async function wrong(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

test("a pasted article is marked, by keyboard alone", async () => {
  const { page, close } = await open();
  const text = readFileSync(`sample/${NAMES[0]}`, "utf8");
  const own = records(TABLE).filter((claim) => claim.article_id === NAMES[0]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "text");
  await page.keyboard.insertText(text);
  await page.keyboard.press("Control+Enter");
  await said(page, `${own.length} claim`);
  assert.equal(await page.evaluate(() => document.activeElement.id), "answers");
  const words = (text) => text.replace(/\s+/g, "");
  const shown = await page.locator(".marked").evaluate((node) => {
    const copy = node.cloneNode(true);
    for (const marker of copy.querySelectorAll(".marker")) marker.remove();
    return copy.textContent;
  });
  assert.equal(words(shown), words(text));
  // To the first claim, and on from it with the arrows.
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const second = page.locator(".marker[aria-pressed=true]");
  assert.equal(await second.textContent(), "2");
  assert.ok((await second.getAttribute("aria-label")).startsWith("Claim 2, "));
  assert.equal(await page.locator(".claim-card blockquote").textContent(), own[1].claim);
  assert.equal(await marked(page), whole([own[1].claim]));
  assert.equal(await page.locator("tr.chosen td").first().textContent(), "2");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".marker[aria-pressed=true]").count(), 0);
  await close();
});

test("several files are read, and their table is the program's", async () => {
  const { page, close } = await open();
  await page.locator("#files").setInputFiles(files(NAMES));
  const rows = records(TABLE);
  await said(page, `${rows.length} claims in ${NAMES.length} articles`);
  assert.equal(await page.locator("#list button").count(), NAMES.length);
  await page.getByRole("button", { name: "Copy as CSV" }).click();
  await said(page, "Copied");
  assert.equal(await clipboard(page), TABLE);
  await page.getByRole("button", { name: "Copy for a spreadsheet" }).click();
  await said(page, "for a spreadsheet");
  const [header] = (await clipboard(page)).split("\n");
  assert.deepEqual(header.split("\t"), TABLE.split("\n")[0].split(","));
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  assert.equal(readFileSync(await (await download).path(), "utf8"), TABLE);
  // A row of the table shows its claim in its article.
  const last = rows.at(-1);
  await page.getByRole("button", { name: `Show claim ${last.claim_id} of ${last.article_id}` }).click();
  assert.equal(await page.locator(".claim-card blockquote").textContent(), last.claim);
  assert.equal(await page.locator("#list [aria-current]").count(), 1);
  await close();
});

test("what cannot be read is told, and the rest is read", async () => {
  const { page, close } = await open();
  const file = (name, text) => ({ name, mimeType: "", buffer: Buffer.from(text) });
  await page.locator("#files").setInputFiles([
    file("a.docx", "PK"),
    file("b.jsonl", '{"id": "x", "title": "T", "body": "“No,” said Ann Lee."}\nnonsense\n'),
    file("c.html", "<html><body><article><p>“It will rain all day,” said Bo Berg, who runs the station on the hill.</p></article></body></html>"),
  ]);
  await said(page, "2 claims in 2 articles; 2 refused");
  assert.ok((await page.locator(".refused").textContent()).startsWith("a.docx: "));
  await page.locator("#list button").nth(1).click();
  assert.equal(await page.locator("#shown h2.headline").textContent(), "T");
  await page.locator("#list button").nth(3).click();
  assert.ok((await page.locator(".marked").textContent()).includes("said Bo Berg"));
  await page.getByRole("button", { name: "Clear" }).click();
  assert.equal(await page.locator("#answers").isVisible(), false);
  await page.getByRole("button", { name: "Find the claims" }).click();
  assert.ok((await status(page)).startsWith("Paste an article first"));
  await close();
});

test("a file that is dropped is read", async () => {
  const { page, close } = await open();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["“Yes,” said Ann Lee."], "dropped.txt"));
    document.getElementById("text").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await said(page, "1 claim in 1 article");
  await close();
});

test("hostile text runs nothing and stays text", async () => {
  const { page, close } = await open();
  const own = await page.locator(ACTIVE).count();
  await page.locator("#text").fill(HOSTILE.text);
  await page.getByRole("button", { name: "Find the claims" }).click();
  await said(page, "in 1 article");
  assert.ok((await page.locator(".marked").textContent()).includes("<!-- 😀 Markup in the headline"));
  const name = '"><img src=x onerror="window.ran=1">.jsonl';
  const buffer = Buffer.from(`${JSON.stringify(HOSTILE)}\n`);
  await page.locator("#files").setInputFiles([{ name, mimeType: "", buffer }]);
  await said(page, "in 1 article");
  for (const marker of await page.locator(".marker").all()) {
    await marker.click();
    assert.equal(await marked(page), whole(await page.locator(".claim-card blockquote").allTextContents()));
    assert.equal(await page.evaluate(() => window.ran), undefined);
    assert.equal(await page.locator(ACTIVE).count(), own);
  }
  assert.ok((await page.locator(".marker").count()) > 1);
  assert.equal(await page.locator("#shown h2.headline").textContent(), HOSTILE.title);
  const linked = await page.locator("[href], [src]").evaluateAll((nodes) => nodes.map((node) => node.getAttribute("href") ?? node.getAttribute("src")));
  assert.deepEqual(linked.filter((to) => !to.startsWith("#")), ["data:,", "/openapi.json"]);
  await close();
});

test("the page's policy stops what would get through", async () => {
  const { page } = await open();
  assert.deepEqual(await tried(page), { markup: "refused", ran: undefined, fetched: "refused" });
  await page.context().close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`a checker of accessibility finds nothing, ${colorScheme}`, async () => {
    const { page, close } = await open({ colorScheme });
    assert.deepEqual(await wrong(page), []);
    await page.locator("#files").setInputFiles(files(NAMES.slice(0, 2)));
    await said(page, "in 2 articles");
    await page.locator(".marker").first().click();
    assert.deepEqual(await wrong(page), []);
    const [red] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g);
    assert.equal(Number(red) > 128, colorScheme === "light");
    await close();
  });
}
