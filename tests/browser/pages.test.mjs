/** Every page, light and dark, at a phone's size and a desk's: no error on the console, nothing axe objects to, a picture. */
import { after, before, test } from "node:test";
import { expectAccessible, picture, startBrowser } from "./support/browser.mjs";
import { ConsolePage } from "./support/consolePage.mjs";
import { PhonePage } from "./support/phone.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
let browser;

before(async () => {
  stack = await startStack();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

for (const scheme of ["light", "dark"]) {
  for (const size of ["phone", "desk"]) {
    const look = { scheme, size };
    const shot = async (page, name) => {
      await expectAccessible(page, `${name}, ${scheme}, ${size}`);
      await picture(page, `${name}-${scheme}-${size}`);
    };

    test(`the phone’s pages, ${scheme}, ${size}`, async () => {
      const page = await browser.open(stack.ready.ana.url, look);
      const phone = new PhonePage(page);
      await page.locator(".channel-row[data-channel]").first().waitFor();
      await shot(page, "phone-channels");
      await phone.openDirect("Ben");
      await page.locator(".post").first().waitFor();
      await shot(page, "phone-channel");
      await page.keyboard.press("Escape");
      await page.locator("ion-button", { has: page.locator(".avatar") }).first().click();
      await page.getByRole("heading", { name: "Settings" }).waitFor();
      await shot(page, "phone-settings");
      await page.locator(".page-back").click();
      await page.locator(".shell-list ion-button").nth(1).click();
      await page.locator(".person").first().waitFor();
      await shot(page, "phone-people");
      await page.locator(".page-back").click();
      await phone.control("Home");
      await page.locator(".app-icon").waitFor();
      await shot(page, "phone-home");
      await phone.openApp();
      await page.close();
      browser.expectQuiet();
    });

    test(`the overview, ${scheme}, ${size}`, async () => {
      const page = await browser.open(stack.ready.overview, look);
      const ana = await PhonePage.within(page, stack.ready.ana.url);
      await ana.frame.locator(".channel-row[data-channel]").first().waitFor();
      await shot(page, "overview");
      if (size === "phone") {
        await page.getByRole("tab", { name: "Who saw what" }).click();
        await shot(page, "overview-panel");
      }
      await page.close();
      browser.expectQuiet();
    });

    test(`the console, ${scheme}, ${size}`, async () => {
      const signIn = await browser.open(stack.ready.console, look);
      await signIn.getByRole("heading", { name: "Sign in to the console" }).waitFor();
      await shot(signIn, "console-sign-in");
      await signIn.close();
      const console = await ConsolePage.signedIn(browser.open, stack.ready.console, stack.ready.admin, look);
      const { page } = console;
      await shot(page, "console-people");
      const panel = await console.person("Ben");
      await panel.locator(".sessions li").first().waitFor();
      await shot(page, "console-person");
      await panel.getByRole("button", { name: "Deactivate…" }).click();
      await page.getByRole("dialog").waitFor();
      await shot(page, "console-question");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await page.locator("aside.person").getByRole("button", { name: "Close" }).click();
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Push" }).click();
      await page.locator(".contents-card").first().waitFor();
      await shot(page, "console-push");
      await page.close();
      browser.expectQuiet();
    });
  }
}
