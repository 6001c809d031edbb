import assert from "node:assert/strict";

/** Works a simulated phone by what its owner would press, in a page of its own or in a frame of the overview. */
export class PhonePage {
  /** @param frame the page or frame the phone is in */
  constructor(frame) {
    this.frame = frame;
  }

  /** The phone of that address on the overview page. */
  static async within(page, url) {
    await page.waitForFunction(
      address => [...document.querySelectorAll("iframe")].some(frame => frame.src === address),
      new URL(url).href,
    );
    const handle = await page.waitForSelector(`iframe[src="${url}"]`, { state: "attached" });
    const phone = new PhonePage(await handle.contentFrame());
    await phone.frame.waitForSelector(".controls");
    return phone;
  }

  /** Presses a button of the phone's: Home, Lock, Offline, Online, Kill app, Jailbreak. */
  async control(label) {
    await this.frame.locator(".control", { hasText: new RegExp(`^${label}`) }).click();
  }

  /** Opens the app from the home screen. */
  async openApp() {
    await this.frame.locator(".app-icon").click();
    await this.frame.locator(".layer-app").waitFor();
  }

  /** Opens the direct channel with somebody, from the list of channels. */
  async openDirect(name) {
    await this.frame.getByRole("button", { name: new RegExp(`^${name}.*direct message`) }).click();
    await this.frame.locator(".composer textarea").waitFor();
  }

  /** Writes in the open channel and waits until the server has it. */
  async write(text) {
    const field = this.frame.locator(".composer textarea");
    await field.fill(text);
    await field.press("Enter");
    const post = this.frame.locator(".post-own", { hasText: text });
    await post.locator(".post-sent").waitFor();
  }

  /** The number on the app's icon; 0 when there is none. */
  async badge() {
    return Number(await this.frame.locator(".app-icon").getAttribute("data-badge"));
  }

  /** Waits until the app's icon shows a number. */
  async waitForBadge(number) {
    await this.frame.locator(`.app-icon[data-badge="${number}"]`).waitFor({ state: "attached" });
  }

  /** Waits for a banner with a text. */
  async banner(text) {
    const banner = this.frame.locator(".banner .notification", { hasText: text });
    await banner.waitFor();
    return banner;
  }

  /** What the page says that the app keeps on the phone. */
  storage() {
    return this.frame.locator(".storage").first().innerText();
  }

  /** Waits until the phone says that it was erased and keeps nothing. */
  async expectErased() {
    await this.frame.getByRole("heading", { name: "Erased from this phone" }).waitFor();
    await this.frame.getByText("Kept on this phone: no key, no file.").waitFor();
    assert.doesNotMatch(await this.frame.locator(".layer-app").innerText(), /Town Square|Direct messages/);
  }

  /** Signs in from the very first screen. */
  async signIn(server, { username, password }) {
    const { frame } = this;
    const address = frame.getByLabel("Server address");
    await address.waitFor();
    if ((await address.inputValue()) === "") await address.fill(server);
    await frame.locator("ion-button", { hasText: "Continue" }).click();
    const name = frame.locator('input[autocomplete="username"]');
    await name.fill(username);
    await frame.locator('input[autocomplete="current-password"]').fill(password);
    await frame.locator("ion-button", { hasText: "Sign in" }).click();
    await frame.locator(".channel-row[data-channel]").first().waitFor();
  }
}
