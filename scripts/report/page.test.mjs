// The report of the sample corpus, as a reader uses it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open, settled } from "./browser.mjs";
import { records } from "./csv.mjs";

const TABLE = readFileSync("sample.csv", "utf8");
const CLAIMS = records(TABLE);
const ARTICLES = new Map(
  readFileSync("sample.jsonl", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .map((article) => [article.id, article]),
);

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const status = (page) => page.locator("#status").textContent();
const claimsSaid = (n) => `${n} of ${CLAIMS.length} claims`;
const without = (text) => text.replace(/\s+/g, "");

test("the overview counts what the table holds", async () => {
  const { page, close } = await open(browser, "sample.html");
  const figures = await page.locator(".figures dd").allTextContents();
  assert.equal(figures[0], String(CLAIMS.length));
  assert.equal(figures[1], String(new Set(CLAIMS.map((c) => c.article_id)).size));
  const direct = CLAIMS.filter((c) => c.kind === "direct").length;
  assert.equal(figures[3], `${Math.round((100 * direct) / CLAIMS.length)}%`);
  const counts = new Map();
  for (const name of CLAIMS.flatMap((c) => c.speaker.split(" | ")).filter(Boolean)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  const first = page.locator("ol.bars li").first();
  assert.equal(counts.get(await first.locator("bdi").textContent()), most);
  assert.equal(await first.locator(".value").textContent(), String(most));
  for (const title of ["Over time", "Outlets side by side", "Quoted together"]) {
    await page.getByRole("region", { name: title, exact: true }).waitFor();
  }
  assert.ok((await page.locator(".column rect").count()) >= ARTICLES.size);
  assert.ok((await page.locator(".cell").count()) > 10);
  await close();
});

test("filters narrow the claims, stay in the address, and are gone back from", async () => {
  const { page, close } = await open(browser, "sample.html", { hash: "#claims" });
  await page.locator("#filter-kind-direct").check();
  await settled(page);
  const direct = CLAIMS.filter((c) => c.kind === "direct");
  assert.ok((await status(page)).startsWith(claimsSaid(direct.length)), await status(page));
  assert.ok(page.url().endsWith("#claims?kind=direct"));

  await page.locator("#filter-q").fill("BENHADDOU cinema");
  await page.waitForURL(/q=BENHADDOU/);
  await settled(page);
  const found = await page.locator("table.claims tbody tr").count();
  assert.ok(found > 0 && found < direct.length, String(found));
  assert.ok((await status(page)).startsWith(claimsSaid(found)));

  const address = page.url();
  await page.reload();
  assert.equal(await page.locator("table.claims tbody tr").count(), found);
  assert.equal(await page.locator("#filter-q").inputValue(), "BENHADDOU cinema");
  assert.equal(page.url(), address);

  await page.getByRole("button", { name: "Remove the filter “BENHADDOU cinema”" }).click();
  await settled(page);
  assert.ok((await status(page)).startsWith(claimsSaid(direct.length)));
  await page.goBack();
  await settled(page);
  assert.equal(await page.locator("table.claims tbody tr").count(), found);
  assert.equal(await page.locator("#filter-q").inputValue(), "BENHADDOU cinema");
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await settled(page);
  assert.ok((await status(page)).startsWith(`All ${CLAIMS.length} claims`));
  await close();
});

test("each filter lets through what the table says", async () => {
  const { page, visit, close } = await open(browser, "sample.html");
  const cases = {
    "act=deny": (c) => c.act === "deny",
    "type=none": (c) => c.speaker === "",
    "type=group,anonymous": (c) => ["group", "anonymous"].includes(c.speaker_type),
    "min=0.5": (c) => Number(c.confidence) >= 0.5,
    "outlet=Wirebird": (c) => c.outlet === "Wirebird",
    "from=2025-03-10&to=2025-03-20": (c) => c.date >= "2025-03-10" && c.date <= "2025-03-20",
    "speaker=Benhaddou": (c) => c.speaker.includes("Benhaddou"),
    "kind=mixed&act=state&min=0.3": (c) => c.kind === "mixed" && c.act === "state" && Number(c.confidence) >= 0.3,
  };
  for (const [query, passes] of Object.entries(cases)) {
    await visit(`#claims?${query}`);
    const expected = CLAIMS.filter(passes).length;
    assert.ok(expected > 0 && expected < CLAIMS.length, query);
    assert.ok((await status(page)).startsWith(claimsSaid(expected)), `${query}: ${await status(page)}`);
  }
  await close();
});

test("a search finds what its field names, and the list shows the sentence around a claim", async () => {
  const { page, close } = await open(browser, "sample.html", { hash: "#claims?q=ferry" });
  const has = (claim) => [claim.claim, claim.source, claim.speaker].some((words) => words.toLowerCase().includes("ferry"));
  const expected = CLAIMS.filter(has);
  assert.ok(expected.length > 0 && expected.length < CLAIMS.length);
  assert.ok((await status(page)).startsWith(claimsSaid(expected.length)), await status(page));
  const longer = expected.filter((c) => c.sentence !== "" && c.sentence !== c.claim && c.sentence.length < 400);
  const shown = await page.locator("table.claims .sentence").allTextContents();
  assert.ok(longer.length > 0);
  for (const { sentence } of longer.slice(0, 5)) assert.ok(shown.includes(sentence), sentence);
  await close();
});

test("a claim leads to its words in the article, a speaker to all that they claim", async () => {
  const { page, close } = await open(browser, "sample.html", { hash: "#claims?q=nothing+until+we" });
  await page.locator(".claim-text").first().click();
  await page.waitForURL(/#article/);
  await settled(page);
  const claim = CLAIMS.find((c) => c.claim.startsWith("“We saw nothing until we"));
  const card = page.locator(".claim-card");
  assert.equal(await card.locator("blockquote").textContent(), claim.claim);
  assert.equal(await card.locator(".who .speaker").textContent(), claim.speaker);
  assert.ok((await card.textContent()).includes(Number(claim.confidence).toFixed(2)));
  assert.equal(await page.locator(".lines path.line-source").count(), 1);
  assert.equal(await page.locator(".lines path.line-content").count(), 1);
  assert.ok((await page.title()).startsWith("Ferry operator"));

  await card.getByRole("link", { name: `of ${claim.speaker}` }).click();
  await settled(page);
  const theirs = CLAIMS.filter((c) => c.speaker.split(" | ").includes(claim.speaker));
  assert.equal(await page.locator("table.claims tbody tr").count(), theirs.length);
  assert.equal(await page.locator("#view h2").textContent(), claim.speaker);

  await page.goBack();
  await settled(page);
  assert.equal(await card.locator("blockquote").textContent(), claim.claim);
  await page.goBack();
  await settled(page);
  assert.ok(page.url().endsWith("#claims?q=nothing+until+we"));
  await close();
});

test("every claim is marked at its very words", async () => {
  const { page, visit, close } = await open(browser, "sample.html");
  for (const claim of CLAIMS) {
    await visit(`#article?${new URLSearchParams({ id: claim.article_id, claim: claim.claim_id })}`);
    const marked = await page.evaluate(() =>
      Object.fromEntries(
        ["content", "source", "cue"].map((role) => [
          role,
          Array.from(document.querySelectorAll(`.on-${role}`), (node) => node.textContent).join(""),
        ]),
      ),
    );
    const said = { content: claim.claim, source: claim.source, cue: claim.cue };
    for (const [role, words] of Object.entries(said)) {
      assert.equal(without(marked[role]), without(words.replaceAll(" … ", "")), `${claim.article_id} ${claim.claim_id}`);
    }
  }
  await close();
});

test("the text is that of the article", async () => {
  const { page, visit, close } = await open(browser, "sample.html");
  for (const [id, { text }] of ARTICLES) {
    await visit(`#article?${new URLSearchParams({ id })}`);
    const shown = await page.evaluate(() => {
      const copy = document.querySelector(".marked").cloneNode(true);
      copy.querySelectorAll(".marker").forEach((marker) => marker.remove());
      return copy.textContent;
    });
    assert.equal(without(shown), without(text), id);
  }
  await close();
});

test("a click on words inside two claims chooses the inner, then the outer", async () => {
  const inner = CLAIMS.find((c) => c.within !== "");
  const hash = `#article?${new URLSearchParams({ id: inner.article_id })}`;
  const { page, close } = await open(browser, "sample.html", { hash });
  const words = page.locator(".stretch.depth-2").first();
  await words.click();
  await settled(page);
  const chosen = () => page.locator(".claim-card blockquote").textContent();
  const first = await chosen();
  await words.click();
  await settled(page);
  const second = await chosen();
  assert.ok(second.includes(first) && second.length > first.length, `${first} / ${second}`);
  await close();
});

test("all of it can be used by keyboard", async () => {
  const { page, close } = await open(browser, "sample.html");
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");

  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // The speaker quoted most.
  await settled(page);
  assert.match(page.url(), /#claims\?speaker=/);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");

  const reach = async (selector) => {
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
    }
    assert.fail(`the tab key does not reach ${selector}`);
  };
  await reach(".claim-text");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.match(page.url(), /#article\?.*claim=/);
  await reach(".marker");
  const pressed = () => page.locator(".marker[aria-pressed=true]").textContent();
  const number = await focused();
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await focused(), number);
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(await pressed(), await focused());
  assert.match(await status(page), new RegExp(`^Claim ${await focused()} of `));
  await reach("button[aria-label='Next claim']");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Next claim");
  const last = await pressed();
  await page.keyboard.press("Escape");
  await settled(page);
  assert.equal(await page.locator(".claim-card").count(), 0);
  assert.equal(await focused(), last);
  await close();
});

test("every control has a name and every heading its place", async () => {
  const { page, visit, close } = await open(browser, "sample.html");
  for (const hash of ["#overview", "#claims", "#articles", "#article?id=court.txt&claim=1"]) {
    await visit(hash);
    const nameless = await page.evaluate(() =>
      Array.from(document.querySelectorAll("a, button, input, select, summary, [role=region], [role=group], [role=img]"))
        .filter((node) => {
          const label = node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? node.textContent;
          return label.trim() === "";
        })
        .map((node) => node.outerHTML),
    );
    assert.deepEqual(nameless, [], hash);
    const levels = await page.evaluate(() =>
      Array.from(document.querySelectorAll("h1, h2, h3"), (node) => Number(node.tagName[1])),
    );
    assert.equal(levels.filter((level) => level === 1).length, 1);
    assert.equal(levels[1], 2, hash);
    const ids = await page.evaluate(() => Array.from(document.querySelectorAll("[id]"), (node) => node.id));
    assert.equal(new Set(ids).size, ids.length, hash);
  }
  await close();
});

test("the download is the table of claims", async () => {
  const { page, close } = await open(browser, "sample.html", { hash: "#claims" });
  const saved = async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    return readFileSync(await download.path(), "utf8");
  };
  assert.equal(await saved(), TABLE);
  await page.locator("#filter-kind-direct").check();
  await settled(page);
  assert.deepEqual(records(await saved()), CLAIMS.filter((c) => c.kind === "direct"));
  await close();
});

test("pages of claims follow each other", async () => {
  const { page, close } = await open(browser, "sample.html", { hash: "#claims" });
  const first = await page.locator(".claim-text").first().textContent();
  await page.getByRole("link", { name: "Next page" }).click();
  await settled(page);
  assert.match(page.url(), /page=2/);
  assert.equal(await page.locator(".claim-text").first().textContent(), CLAIMS[50].claim);
  await page.getByRole("link", { name: "First page" }).click();
  await settled(page);
  assert.equal(await page.locator(".claim-text").first().textContent(), first);
  await close();
});

test("a report without claims says so", async () => {
  const { page, visit, close } = await open(browser, "none.html");
  assert.equal(await page.locator(".figures dd").first().textContent(), "0");
  await visit("#claims");
  assert.equal(await page.locator(".empty").textContent(), "No claim passes these filters.");
  await visit("#articles");
  assert.equal(await page.locator("ol.articles li").count(), ARTICLES.size);
  await visit("#article?id=court.txt");
  assert.equal(await page.locator(".claim-index h3").textContent(), "No claims");
  await close();
});

test("an address that means nothing is answered", async () => {
  const { page, visit, close } = await open(browser, "sample.html", { hash: "#nowhere?min=x&page=-1&kind=%" });
  assert.equal(await page.locator("#nav-overview").getAttribute("aria-current"), "page");
  await visit("#article?id=no-such.txt");
  assert.equal(await page.locator("#view h2").textContent(), "No such article");
  await visit("#claims?page=999");
  assert.ok((await page.locator("table.claims tbody tr").count()) > 0);
  await visit("#claims?q=zzzzzz");
  assert.equal(await page.locator(".empty").textContent(), "No claim passes these filters.");
  await close();
});

test("on paper and on a narrow screen nothing is cut off", async () => {
  const { page, visit, close } = await open(browser, "sample.html", { viewport: { width: 380, height: 700 } });
  for (const hash of ["#overview", "#claims", "#articles", "#article?id=court.txt&claim=1"]) {
    await visit(hash);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${hash} is ${over} pixels too wide`);
  }
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#filters").isVisible(), false);
  assert.equal(await page.locator(".marked").isVisible(), true);
  await close();
});
