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

/**
 * A page in which nothing is open yet. `isOwn(url)` tells what it may ask for; `faults` collects
 * every other fetch, error and message of the page, and `close` asserts that there was none.
 */
export async function guarded(browser, isOwn, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const faults = [];
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (isOwn(url)) return route.continue();
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
  return {
    page,
    close: async () => {
      assert.deepEqual(faults, []);
      await context.close();
    },
  };
}

/** Opens a report, which may ask for its own file alone. */
export async function open(browser, file, { hash = "", ...options } = {}) {
  const address = pathToFileURL(resolve(file)).href;
  const { page, close } = await guarded(browser, (url) => url.split("#")[0] === address, options);
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
    close,
  };
}

/** Waits until the page has followed its address. */
export async function settled(page) {
  await page.evaluate(() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 0)));
}

/** What comes of markup, a script and a fetch that the page's policy is to stop. */
export async function tried(page) {
  return page.evaluate(async () => {
    const tried = {};
    try {
      document.body.innerHTML = "<b>x</b>";
      tried.markup = "made";
    } catch {
      tried.markup = "refused";
    }
    const script = document.createElement("script");
    try {
      script.textContent = "window.ran = 99";
      document.body.append(script);
    } catch {
      // Refused before it could be tried.
    }
    tried.ran = window.ran;
    tried.fetched = await fetch("https://www.example.org/").then(() => "fetched", () => "refused");
    return tried;
  });
}
