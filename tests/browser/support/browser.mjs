import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SCREENSHOTS ?? fileURLToPath(new URL("../screenshots", import.meta.url));
await mkdir(shots, { recursive: true });

/** The sizes every page must be good at. */
export const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };

/** Starts Chromium. Every error on a console of any page of it is kept; `expectQuiet` fails on them. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath, args });
  const errors = [];
  const open = async (url, { size = "desk", scheme = "light" } = {}) => {
    const context = await browser.newContext({ viewport: sizes[size], colorScheme: scheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("console", message => {
      if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", error => errors.push(String(error.stack ?? error)));
    await page.goto(url);
    return page;
  };
  const expectQuiet = () => assert.deepEqual(errors.splice(0), [], "errors on a page's console");
  return { open, expectQuiet, close: () => browser.close() };
}

/** Keeps a picture of a page, once its fonts are there and nothing moves any more. */
export async function picture(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => document.getAnimations().every(animation => animation.playState !== "running"));
  await page.screenshot({ path: `${shots}/${name}.png` });
}

/** Fails when axe finds anything in a page or a frame, contrast included. */
export async function expectAccessible(frame, name) {
  await frame.evaluate(axe);
  const found = await frame.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], iframes: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.any[0]?.message ?? ""}`));
  });
  assert.deepEqual(found, [], `accessibility of ${name}`);
}
