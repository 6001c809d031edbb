// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../testing/axe";
import { MemoryServer, renderConsole } from "../testing";

const shown = async (server = new MemoryServer()) => {
  renderConsole(server, "#/push");
  await screen.findByRole("radiogroup", { name: "What a push carries" });
  return server;
};
const card = (mode: string) => document.querySelector<HTMLElement>(`[data-mode="${mode}"]`) as HTMLElement;
const save = () => screen.getByRole<HTMLButtonElement>("button", { name: "Save" });

describe("push settings", () => {
  it("show what holds, and what a vendor would see in each mode", async () => {
    await shown();
    expect(card("id_loaded").getAttribute("aria-checked")).toBe("true");
    expect(card("id_loaded").querySelectorAll(".vendor-sees")).toHaveLength(0);
    expect(card("generic_no_channel").querySelectorAll(".vendor-sees")).toHaveLength(1);
    expect(card("generic").querySelectorAll(".vendor-sees")).toHaveLength(2);
    expect(card("full").textContent).toContain("The code for gate 4 is 7319");
    expect(save().disabled).toBe(true);
    await expectAccessible();
  });

  it("change the contents mode only when saved", async () => {
    const server = await shown();
    await userEvent.click(card("full"));
    screen.getByText("Not saved yet.");
    expect(server.changes).toEqual([]);
    await userEvent.click(save());
    await screen.findByText("Saved. It holds from the next push on.");
    expect(server.config.EmailSettings.PushNotificationContents).toBe("full");
    expect(server.changes).toEqual([
      {
        call: "PUT config/patch",
        body: { EmailSettings: { SendPushNotifications: true, PushNotificationContents: "full" } },
        csrf: "token",
      },
    ]);
    expect(save().disabled).toBe(true);
  });

  it("switch pushes off, and then nothing is to be chosen", async () => {
    const server = await shown();
    await userEvent.click(screen.getByRole("switch", { name: /^Tell phones of new messages/ }));
    await waitFor(() => expect((card("full") as HTMLButtonElement).disabled).toBe(true));
    await userEvent.click(save());
    await screen.findByText("Saved. It holds from the next push on.");
    expect(server.config.EmailSettings.SendPushNotifications).toBe(false);
  });

  it("say why they were not saved", async () => {
    const server = await shown();
    server.refuse("PUT config/patch", 403, "You do not have the appropriate permissions.");
    await userEvent.click(card("generic"));
    await userEvent.click(save());
    expect((await screen.findByRole("alert")).textContent).toContain("permissions");
    await expectAccessible();
  });

  it("say why they did not load, and try again", async () => {
    const server = new MemoryServer();
    server.refuse("GET config", 500, "The database is away.");
    renderConsole(server, "#/push");
    expect((await screen.findByRole("alert")).textContent).toContain("The database is away.");
    server.refused.clear();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("radiogroup", { name: "What a push carries" });
  });
});
