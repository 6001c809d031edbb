// @vitest-environment jsdom
import { MemoryBridge, openView } from "@countersign/bridge/testing";
import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../../testing/axe";
import { press } from "../../../../testing/press";
import { filled, renderApp } from "../testing";

const open = async (bridge = filled(new MemoryBridge())) => {
  renderApp(bridge);
  await screen.findByRole("region", { name: "Channels" });
  await press("Settings and status");
  await screen.findByText("https://chat.example.org");
  return bridge;
};

describe("settings", () => {
  it("says who one is and where", async () => {
    await open();
    screen.getByText("Ben Okafor");
    screen.getByText("@ben · Northwind");
    await expectAccessible();
  });

  it("sets one's own status", async () => {
    const bridge = await open();
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Online" }).checked).toBe(true);
    bridge.answer("set_status", ({ args }) => {
      const account = bridge.view.account;
      if (account) bridge.view = openView({ account: { ...account, status: args.status } });
      return { reply: "done" };
    });
    await userEvent.click(screen.getByRole("radio", { name: "Do not disturb" }));
    await waitFor(() =>
      expect(screen.getByRole<HTMLInputElement>("radio", { name: "Do not disturb" }).checked).toBe(true),
    );
  });

  it("chooses light or dark", async () => {
    await open();
    const segment = document.querySelector("ion-segment");
    act(() => void segment?.dispatchEvent(new CustomEvent("ionChange", { detail: { value: "dark" } })));
    expect(document.documentElement.dataset.theme).toBe("dark");
    act(() => void segment?.dispatchEvent(new CustomEvent("ionChange", { detail: { value: "system" } })));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  it("asks before signing out, says what is lost, and signs out only then", async () => {
    const bridge = await open();
    await press("Sign out");
    const alert = await waitFor(() => {
      const shown = document.querySelector<HTMLElement>('ion-alert [role="alertdialog"]');
      if (!shown) throw new Error("no question yet");
      return shown;
    });
    expect(alert.textContent).toContain("erased");
    expect(bridge.callsOf("sign_out")).toHaveLength(0);
    await press("Sign out", alert);
    await waitFor(() => expect(bridge.callsOf("sign_out")).toHaveLength(1));
  });
});
