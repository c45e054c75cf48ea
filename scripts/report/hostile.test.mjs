// Whatever an article contains, it stays text.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open, tried } from "./browser.mjs";
import { records } from "./csv.mjs";

const ARTICLES = readFileSync("hostile.jsonl", "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));
const [HOSTILE] = ARTICLES;
const CLAIMS = records(readFileSync("hostile.csv", "utf8"));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Everything in the page that could run or fetch something. */
const ACTIVE = "script:not([type='application/json']), img, iframe, object, embed, style, link, base, form, [onerror], [onload]";

test("hostile text runs nothing in any view", async () => {
  const { page, visit, close } = await open(browser, "hostile.html");
  const own = await page.locator(ACTIVE).count();
  const id = new URLSearchParams({ id: HOSTILE.id });
  const views = ["#overview", "#claims", "#articles", `#article?${id}`, "#article?id=data"];
  for (const claim of CLAIMS) {
    views.push(`#article?${id}&claim=${claim.claim_id}`);
    views.push(`#claims?${new URLSearchParams({ speaker: claim.speaker, outlet: HOSTILE.outlet, q: claim.claim.slice(0, 20) })}`);
  }
  views.push(`#claims?${new URLSearchParams({ q: HOSTILE.text, speaker: HOSTILE.title, with: HOSTILE.id })}`);
  for (const view of views) {
    await visit(view);
    await page.waitForTimeout(30);
    assert.equal(await page.evaluate(() => window.ran), undefined, view);
    assert.equal(await page.locator(ACTIVE).count(), own, view);
    const outside = await page.evaluate(() =>
      Array.from(document.querySelectorAll("[href], [src]"), (node) => node.getAttribute("href") ?? node.getAttribute("src")),
    );
    const allowed = (address) => address.startsWith("#") || address.startsWith("https://www.example.org/");
    assert.deepEqual(outside.filter((address) => !allowed(address)), [], view);
  }
  await visit(`#article?${id}`);
  assert.ok((await page.locator(".marked").textContent()).includes("<!-- 😀 Markup in the headline"));
  assert.equal(await page.locator("#view h2").textContent(), HOSTILE.title);
  await close();
});

test("claims after characters beyond the basic plane are marked at their words", async () => {
  const { page, visit, close } = await open(browser, "hostile.html");
  for (const claim of CLAIMS) {
    await visit(`#article?${new URLSearchParams({ id: HOSTILE.id, claim: claim.claim_id })}`);
    const marked = await page.locator(".on-content").allTextContents();
    assert.equal(marked.join(""), claim.claim);
  }
  await close();
});

test("the page's policy stops what would get through", async () => {
  const { page } = await open(browser, "hostile.html");
  assert.deepEqual(await tried(page), { markup: "refused", ran: undefined, fetched: "refused" });
  await page.context().close();
});
