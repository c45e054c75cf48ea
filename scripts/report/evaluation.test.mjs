// The page of `sayso evaluate --report`: gold set and system side by side.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open, settled } from "./browser.mjs";
import { records } from "./csv.mjs";

const CLAIMS = records(readFileSync("sample.csv", "utf8"));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("the verdicts are of all claims of the system, and of those missed", async () => {
  const { page, close } = await open(browser, "evaluation.html");
  const values = await page.locator(".verdicts .value").allTextContents();
  const [right, differs, missed, spurious] = values.map(Number);
  assert.equal(right + differs + spurious, CLAIMS.length);
  assert.ok(right > 0 && differs > 0 && missed > 0);
  const rows = await page.locator(".evaluation .outlets tbody tr").count();
  assert.equal(rows, new Set(CLAIMS.map((claim) => claim.article_id)).size);
  await page.getByRole("link", { name: "Missed" }).click();
  await settled(page);
  assert.ok((await page.locator("#status").textContent()).startsWith(`${missed} of `));
  await page.locator(".claim-text").first().click();
  await settled(page);
  assert.match(page.url(), /claim=gold/);
  assert.equal(await page.locator(".claim-card").count(), 1);
  assert.equal(await page.locator(".marker.missed[aria-pressed=true]").count(), 1);
  await close();
});

test("a claim is chosen on both sides, with what differs", async () => {
  const { page, visit, close } = await open(browser, "evaluation.html", { hash: "#claims?verdict=differs" });
  await page.locator(".claim-text").first().click();
  await settled(page);
  assert.equal(await page.locator(".claim-card").count(), 2);
  assert.equal(await page.locator(".marker.differs[aria-pressed=true]").count(), 2);
  assert.ok((await page.locator(".claim-card dt", { hasText: "Differs" }).count()) === 2);
  await page.getByRole("button", { name: "Next claim of the gold set" }).click();
  await settled(page);
  assert.match(page.url(), /claim=gold/);
  await page.keyboard.press("Escape");
  await settled(page);
  assert.equal(await page.locator(".claim-card").count(), 0);

  // Right claims have the very same words on both sides.
  await visit("#claims?verdict=right");
  await page.locator(".claim-text").nth(3).click();
  await settled(page);
  const [gold, system] = await page.locator(".sides section").all();
  const words = (side) => side.locator(".on").allTextContents();
  assert.equal((await words(gold)).join(""), (await words(system)).join(""));
  await close();
});
