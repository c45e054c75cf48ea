// The pictures of the README, from the report of the sample corpus.

import { join } from "node:path";
import { launch, open } from "./browser.mjs";

const folder = process.argv[2];
const browser = await launch();
const pictures = {
  "report-overview": { hash: "#overview", height: 1010 },
  "report-article": { hash: "#article?id=technology-news.txt&claim=2", height: 820 },
};
for (const [name, { hash, height }] of Object.entries(pictures)) {
  for (const colorScheme of ["light", "dark"]) {
    const { page, close } = await open(browser, "sample.html", { hash, colorScheme, viewport: { width: 1280, height } });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    await close();
  }
}
await browser.close();
