// @vitest-environment jsdom
import { MemoryBridge, openView } from "@countersign/bridge/testing";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../../testing/axe";
import { press, pressable } from "../../../../testing/press";
import { renderApp } from "../testing";

const signIn = { gate: "sign_in", server_url: null, username: null, server_locked: false } as const;
const disabled = (name: string) => (pressable(name) as HTMLElement & { disabled: boolean }).disabled;

describe("signing in", () => {
  it("asks for the server first and cannot go on without one", async () => {
    renderApp(MemoryBridge.behind(signIn));
    await screen.findByLabelText("Server address");
    expect(disabled("Continue")).toBe(true);
    await expectAccessible();
  });

  it("says why a server was not found and forgets it when one types on", async () => {
    const bridge = MemoryBridge.behind(signIn);
    bridge.refuse("look_at_server", "unreachable", "Nobody answers at chat.example.org. Check the address.");
    renderApp(bridge);
    await userEvent.type(await screen.findByLabelText("Server address"), "chat.example.org");
    await press("Continue");
    expect((await screen.findByRole("alert")).textContent).toContain("Check the address");
    await userEvent.type(screen.getByLabelText("Server address"), "/");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows the server's name and signs in with what was typed", async () => {
    const bridge = MemoryBridge.behind({
      ...signIn,
      server_url: "https://chat.example.org",
      username: "ben",
    });
    bridge.answer("sign_in", () => ({ reply: "state", value: openView() }));
    renderApp(bridge);
    await screen.findByDisplayValue("https://chat.example.org");
    await press("Continue");
    await screen.findByText("Sign in to Northwind");
    expect(screen.getByDisplayValue("ben")).toBeTruthy();
    await userEvent.type(screen.getByLabelText("Password"), "secret");
    await expectAccessible();
    await press("Sign in");
    await screen.findByText("No channels yet");
    expect(bridge.callsOf("sign_in")).toEqual([
      { call: "sign_in", args: { login_id: "ben", password: "secret", mfa_code: null } },
    ]);
  });

  it("asks for the second factor when the server wants one", async () => {
    const bridge = MemoryBridge.behind({
      ...signIn,
      server_url: "https://chat.example.org",
      username: "ben",
    });
    bridge.answer("sign_in", ({ args }) =>
      args.mfa_code === "123456"
        ? { reply: "state", value: openView() }
        : { reply: "error", value: { kind: "mfa_required", message: "Code needed." } },
    );
    renderApp(bridge);
    await screen.findByDisplayValue("https://chat.example.org");
    await press("Continue");
    await userEvent.type(await screen.findByLabelText("Password"), "secret");
    await press("Sign in");
    await userEvent.type(await screen.findByLabelText("Code from your authenticator"), "123456");
    await press("Sign in");
    await screen.findByText("No channels yet");
  });

  it("says that the password is wrong", async () => {
    const bridge = MemoryBridge.behind({
      ...signIn,
      server_url: "https://chat.example.org",
      username: "ben",
    });
    bridge.refuse("sign_in", "credentials", "The name or the password is wrong.");
    renderApp(bridge);
    await screen.findByDisplayValue("https://chat.example.org");
    await press("Continue");
    await userEvent.type(await screen.findByLabelText("Password"), "nope");
    await press("Sign in");
    expect((await screen.findByRole("alert")).textContent).toContain("wrong");
  });

  it("does not let a locked server be changed", async () => {
    renderApp(
      MemoryBridge.behind({ ...signIn, server_url: "https://chat.example.org", server_locked: true }),
    );
    const field = await screen.findByLabelText<HTMLInputElement>("Server address");
    expect(field.readOnly).toBe(true);
    await press("Continue");
    await screen.findByText("Sign in to Northwind");
    expect(screen.queryByText("Use another server")).toBeNull();
  });
});

describe("a closed gate", () => {
  it("asks the owner at once when the app is locked, and again on demand", async () => {
    const bridge = MemoryBridge.behind({ gate: "locked", vendor: "Northwind" });
    renderApp(bridge);
    await screen.findByText(/Secured by Northwind/);
    await waitFor(() => expect(bridge.callsOf("unlock")).toHaveLength(1));
    await press("Unlock");
    expect(bridge.callsOf("unlock")).toHaveLength(2);
    await expectAccessible();
  });

  it("does not ask the owner while the app is off the screen", async () => {
    const bridge = MemoryBridge.behind({ gate: "locked", vendor: "Northwind" });
    renderApp(bridge, false);
    await screen.findByText(/Secured by Northwind/);
    expect(bridge.callsOf("unlock")).toHaveLength(0);
  });

  it("says who blocked it and why, and offers to sign out only where that helps", async () => {
    const blocked = {
      gate: "blocked",
      vendor: "Northwind",
      reason: "This phone looks rooted.",
      can_sign_out: false,
    } as const;
    const bridge = MemoryBridge.behind(blocked);
    renderApp(bridge);
    await screen.findByText("Blocked by Northwind");
    await screen.findByText("This phone looks rooted.");
    expect(() => pressable("Sign out")).toThrow();
    bridge.become({ gate: { ...blocked, can_sign_out: true } });
    await waitFor(() => pressable("Sign out"));
    await expectAccessible();
  });

  it("says why it was erased and goes on once that was read", async () => {
    const bridge = MemoryBridge.behind({ gate: "erased", reason: "Your account was deactivated." });
    bridge.answer("acknowledge_erased", () => {
      bridge.view = openView({ gate: signIn, account: null });
      return { reply: "done" };
    });
    renderApp(bridge);
    await screen.findByText("Your account was deactivated.");
    await expectAccessible();
    await press("Understood");
    await screen.findByLabelText("Server address");
  });

  it("leaves nothing of the account on the page when it closes", async () => {
    const bridge = new MemoryBridge();
    bridge.channels = { team_name: "Northwind", sections: [] };
    const { container } = renderApp(bridge);
    await screen.findByText("No channels yet");
    bridge.become({ gate: { gate: "erased", reason: "Deactivated." }, account: null });
    await screen.findByText("Erased from this phone");
    expect(container.textContent).not.toContain("Ben Okafor");
    expect(container.textContent).not.toContain("Northwind");
  });
});

describe("starting", () => {
  it("says what to do when the core does not answer, and starts when it does", async () => {
    const bridge = new MemoryBridge();
    bridge.refuse("state", "internal", "The simulated phone does not answer. Start it again.");
    renderApp(bridge);
    await screen.findByText("The app could not start");
    await expectAccessible();
    bridge.allow("state");
    await press("Try again");
    await screen.findByText("No channels yet");
  });
});
