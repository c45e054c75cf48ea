// 50,000 claims stay fast. The bounds are wide, for slow machines; the times are printed.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("50,000 claims are opened, searched, sorted and paged without waiting", async (t) => {
  const started = performance.now();
  const { page, close } = await open(browser, "large.html");
  await page.locator(".figures").waitFor();
  const opened = performance.now() - started;
  assert.equal(await page.locator(".figures dd").first().textContent(), "50,000");
  t.diagnostic(`${Math.round(statSync("large.html").size / 1e6)} MB, overview after ${Math.round(opened)} ms`);
  assert.ok(opened < 20000);
  const cut = await page.locator(".bars .value, .figures dd").evaluateAll((all) =>
    all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
  );
  assert.deepEqual(cut, [], "numbers have the room that they need");
  assert.ok((await page.locator(".bars .value").allTextContents()).some((text) => text.length > 5));

  /** Milliseconds until the page has followed an address and is laid out. */
  const time = async (name, hash) => {
    const taken = await page.evaluate(async (to) => {
      const start = performance.now();
      location.hash = to;
      await new Promise((done) => addEventListener("hashchange", done, { once: true }));
      document.body.getBoundingClientRect();
      return performance.now() - start;
    }, hash);
    t.diagnostic(`${name}: ${Math.round(taken)} ms`);
    assert.ok(taken < 3000, `${name} took ${taken} ms`);
  };
  await time("all claims", "#claims");
  await time("first search", "#claims?q=water");
  await time("next letter of a search", "#claims?q=waters");
  await time("kind and confidence", "#claims?kind=direct&min=0.5");
  await time("a speaker", "#claims?speaker=Idris+Benhaddou");
  await time("sorted by confidence", "#claims?sort=surest");
  await time("the last page", "#claims?page=1000");
  await time("overview of one outlet", "#overview?outlet=Wirebird");
  await time("an article", "#article?id=7%2Ffeature.txt&claim=3");
  await close();
});
