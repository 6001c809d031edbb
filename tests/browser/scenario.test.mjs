/** The whole of it as a person sees it: two phones, what each party saw of a message, and a console that wipes. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectAccessible, picture, startBrowser } from "./support/browser.mjs";
import { ConsolePage } from "./support/consolePage.mjs";
import { PhonePage } from "./support/phone.mjs";
import { startStack } from "./support/stack.mjs";
import { Traces } from "./support/traces.mjs";

const atOnceMs = 15_000;

let stack;
let browser;
let overview;
let ana;
let ben;
let traces;
let consolePage;

before(async () => {
  stack = await startStack();
  browser = await startBrowser();
  overview = await browser.open(stack.ready.overview);
  ana = await PhonePage.within(overview, stack.ready.ana.url);
  ben = await PhonePage.within(overview, stack.ready.ben.url);
  traces = new Traces(stack.ready.overview);
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

const panel = () => overview.locator("#stage-panel");
const station = stop => panel().locator(`[data-stop="${stop}"]`);
const sight = (stop, facet) => station(stop).locator(`[data-facet="${facet}"]`).getAttribute("data-sight");

async function shownPush(text) {
  return traces.find(`“${text}” on a screen`, ({ step, detail }) => step === "shown" && JSON.stringify(detail).includes(text));
}

test("a message typed on one phone becomes a banner on the other", async () => {
  await ben.control("Home");
  const before = await ben.badge();
  await ana.openDirect("Ben");
  await ana.write("The code for gate 4 is 7319. Can you come over?");
  await ben.banner("The code for gate 4 is 7319");
  await ben.waitForBadge(before + 1);
  await picture(overview, "overview-banner-light");
  browser.expectQuiet();
});

test("nobody between the server and the phone could read it", async () => {
  const { ack_id } = await shownPush("gate 4 is 7319");
  const { detail } = await traces.find("the text being fetched", event => event.ack_id === ack_id && event.step === "fetched");
  assert.match(JSON.stringify(detail), /gate 4 is 7319/);
  const between = await traces.bytes(ack_id, "gateway", "apple", "google");
  assert.ok(detail.sender_name, "the phone learned who wrote");
  for (const secret of ["gate 4 is", "7319. Can", detail.sender_name]) assert.ok(!between.includes(secret), secret);
  await traces.find("a good signature", event => event.ack_id === ack_id && event.step === "verified");
  await traces.find("an acknowledgement", event => event.ack_id === ack_id && event.step === "acked");
});

test("the panel shows the same, and the bytes one click away", async () => {
  await panel().getByRole("heading", { name: "Google could not read it" }).waitFor();
  assert.notEqual(await sight("vendor", "text"), "seen");
  assert.equal(await sight("vendor", "channel"), "absent");
  assert.notEqual(await sight("gateway", "text"), "seen");
  assert.match(await station("screen").innerText(), /gate 4 is 7319/);
  assert.match(await station("server").innerText(), /id_loaded/);
  await station("vendor").locator("button[aria-expanded]").first().click();
  const bytes = await station("vendor").locator("pre").innerText();
  assert.doesNotMatch(bytes, /gate 4 is/);
  assert.match(bytes, /[a-z0-9]{26}/);
  await station("vendor").locator("button[aria-expanded]").first().click();
  await expectAccessible(overview, "the overview");
  await expectAccessible(ben.frame, "Ben’s phone with a banner");
  browser.expectQuiet();
});

test("tapping the notification opens the channel, and the badge clears", async () => {
  await ben.frame.locator(".status-bar").click();
  await ben.frame.locator(".tray .notification-text", { hasText: "7319" }).click();
  await ben.frame.locator(".post-other", { hasText: "7319" }).waitFor();
  await ben.frame.getByRole("heading", { name: /^Ana/, level: 1 }).waitFor();
  await ben.waitForBadge(0);
  await picture(overview, "overview-opened-light");
  browser.expectQuiet();
});

test("a locked phone shows it on the lock screen", async () => {
  await ben.control("Home");
  await ben.control("Lock");
  await ana.write("Bring the long ladder");
  const shown = ben.frame.locator(".lock .notification-text", { hasText: "long ladder" });
  await shown.waitFor();
  await picture(overview, "overview-locked-light");
  await shown.click();
  await ben.frame.locator(".post-other", { hasText: "long ladder" }).waitFor();
  browser.expectQuiet();
});

test("what is pushed while the phone has no network comes when it has one", async () => {
  await ben.control("Home");
  await ben.control("Offline");
  const before = (await traces.all()).at(-1).number;
  await ana.write("Never mind, found it");
  await traces.find("the push at the vendor", ({ party, number }) => party === "google" && number > before);
  await ben.control("Online");
  await ben.banner("Never mind, found it");
  browser.expectQuiet();
});

test("another contents mode changes the very next push", async () => {
  consolePage = await ConsolePage.signedIn(browser.open, stack.ready.console, stack.ready.admin);
  await consolePage.contents("full");
  await ana.write("The kettle is on");
  await ben.banner("The kettle is on");
  await panel().getByRole("heading", { name: "Google could read it" }).waitFor();
  assert.equal(await sight("vendor", "text"), "seen");
  await picture(overview, "overview-full-light");
  await consolePage.contents("id_loaded");
  await ana.write("Tea is ready");
  await ben.banner("Tea is ready");
  await panel().getByRole("heading", { name: "Google could not read it" }).waitFor();
  browser.expectQuiet();
});

test("a phone that was killed and offline is erased when it comes back", async () => {
  await ben.control("Kill app");
  await ben.control("Offline");
  assert.match(await ben.storage(), /\d+ keys?, \d+ files?/);
  await consolePage.setActive("Ben", false);
  await picture(consolePage.page, "console-deactivated-light");
  assert.match(await ben.storage(), /\d+ keys?, \d+ files?/, "it cannot know yet");
  await ben.control("Online");
  await ben.openApp();
  await ben.expectErased();
  const { detail } = await traces.find("the wipe", ({ phone, step }) => phone === "Ben" && step === "erased");
  assert.ok(detail, "the wipe says what it destroyed");
  await panel().getByRole("heading", { name: "Ben’s phone erased itself" }).waitFor();
  await picture(overview, "overview-erased-light");
  await expectAccessible(ben.frame, "Ben’s erased phone");
  await expectAccessible(overview, "the overview after a wipe");
  browser.expectQuiet();
});

test("an account that is activated again signs in on an empty phone", async () => {
  await consolePage.setActive("Ben", true);
  await ben.frame.locator("ion-button", { hasText: "Understood" }).click();
  await ben.signIn(stack.ready.server, stack.ready.benAccount);
  await ben.openDirect("Ana");
  await ben.frame.locator(".post-other", { hasText: "7319" }).waitFor();
  browser.expectQuiet();
});

test("a phone in use is erased at once", async () => {
  const asked = Date.now();
  await consolePage.setActive("Ben", false);
  await ben.expectErased();
  assert.ok(Date.now() - asked < atOnceMs, `it took ${Date.now() - asked} ms`);
  browser.expectQuiet();
});
