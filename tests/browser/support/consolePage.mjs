/** Works the console by what an administrator would press. */
export class ConsolePage {
  constructor(page) {
    this.page = page;
  }

  /** Opens the console and signs in. */
  static async signedIn(open, url, { username, password }, options) {
    const page = await open(url, options);
    await page.getByLabel("E-mail address or user name").fill(username);
    await page.locator('input[autocomplete="current-password"]').fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("table").waitFor();
    return new ConsolePage(page);
  }

  /** Opens somebody's side panel. */
  async person(name) {
    await this.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "People" }).click();
    await this.page.getByRole("link", { name: new RegExp(`^${name}`) }).click();
    const panel = this.page.locator("aside.person");
    await panel.getByRole("heading", { name: /Sessions and devices/ }).waitFor();
    return panel;
  }

  /** Activates or deactivates somebody, through the question. */
  async setActive(name, active) {
    const panel = await this.person(name);
    const word = active ? "Activate" : "Deactivate";
    await panel.getByRole("button", { name: `${word}…` }).click();
    const question = this.page.getByRole("dialog");
    await question.getByRole("button", { name: word, exact: true }).click();
    await panel.getByRole("button", { name: `${active ? "Deactivate" : "Activate"}…` }).waitFor();
  }

  /** Chooses how much of a message a push carries, and saves it. */
  async contents(mode) {
    await this.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Push" }).click();
    await this.page.locator(`[data-mode="${mode}"]`).click();
    await this.page.getByRole("button", { name: "Save" }).click();
    await this.page.getByText("Saved. It holds from the next push on.").waitFor();
  }
}
