// A browser that opens one report and notes whatever a report must not do.

import { chromium } from "playwright-core";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Opens a report. `faults` collects every fetch, error and message of the page. */
export async function open(browser, file, { hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const address = pathToFileURL(resolve(file)).href;
  const faults = [];
  // A request is let through only for the file itself.
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.split("#")[0] === address) return route.continue();
    faults.push(`fetched ${url}`);
    return route.abort();
  });
  page.on("console", (message) => faults.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  context.on("page", () => faults.push("opened another page"));
  await page.goto(address + hash);
  return {
    page,
    /** Goes to an address within the report. */
    visit: async (to) => {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, to);
      await settled(page);
    },
    /** Asserts that nothing went amiss, and closes. */
    close: async () => {
      assert.deepEqual(faults, []);
      await context.close();
    },
  };
}

/** Waits until the page has followed its address. */
export async function settled(page) {
  await page.evaluate(() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 0)));
}
