// @vitest-environment jsdom
import { MemoryBridge } from "@countersign/bridge/testing";
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../../testing/axe";
import { press } from "../../../../testing/press";
import { filled, renderApp, rows } from "../testing";

describe("the list of channels", () => {
  it("shows its sections with what is unread and what is for the reader", async () => {
    renderApp(filled(new MemoryBridge()));
    const direct = await screen.findByRole("region", { name: "Direct messages" });
    within(direct).getByRole("button", { name: "Ana Duarte, direct message, away, 2 for you" });
    screen.getByRole("button", { name: "Night shift, private channel, unread" });
    screen.getByRole("button", { name: "Noise, channel, unread, muted" });
    expect(within(direct).getByText("2")).toBeTruthy();
    await expectAccessible();
  });

  it("says that it is loading", async () => {
    const bridge = new MemoryBridge();
    bridge.answer("channels", () => new Promise(() => {}));
    renderApp(bridge);
    await screen.findByRole("status", { name: "The channels are loading" });
    await expectAccessible();
  });

  it("says what to do when there are none", async () => {
    const bridge = new MemoryBridge();
    renderApp(bridge);
    await screen.findByText("No channels yet");
    await expectAccessible();
    await press("Write to somebody");
    await screen.findByRole("heading", { name: "New message" });
  });

  it("says why it did not load and tries again", async () => {
    const bridge = filled(new MemoryBridge());
    bridge.refuse("channels", "unreachable", "The server does not answer.");
    renderApp(bridge);
    await screen.findByText("The channels did not load");
    await expectAccessible();
    bridge.allow("channels");
    await press("Try again");
    await screen.findByRole("region", { name: "Channels" });
  });

  it("follows the core when something changes", async () => {
    const bridge = filled(new MemoryBridge());
    renderApp(bridge);
    await screen.findByRole("button", { name: /^Town Square/ });
    const unread = { ...rows.square, unread: true, mentions: 120 };
    bridge.channels = {
      team_name: "Northwind",
      sections: [{ id: "c", title: "Channels", channels: [unread] }],
    };
    act(() => bridge.tell({ event: "channels_changed" }));
    await screen.findByText("99+");
  });

  it("says that there is no network and what that means", async () => {
    const bridge = filled(new MemoryBridge());
    renderApp(bridge);
    await screen.findByRole("region", { name: "Channels" });
    act(() => bridge.become({ connection: "offline" }));
    await screen.findByText("No network. What you write is sent when you are back.");
    await expectAccessible();
    act(() => bridge.become({ connection: "connected" }));
    await waitFor(() => expect(screen.queryByText(/No network/)).toBeNull());
    act(() => bridge.line("lost"));
    await screen.findByText(/core does not answer/);
  });

  it("shows a banner for another channel and opens it", async () => {
    const bridge = filled(new MemoryBridge());
    renderApp(bridge);
    await screen.findByRole("region", { name: "Channels" });
    act(() =>
      bridge.tell({
        event: "banner",
        detail: { title: "Ana Duarte", body: "Look here", channel_id: rows.ana.id },
      }),
    );
    await expectAccessible();
    await press("Ana Duarte Look here");
    await screen.findByRole("log", { name: "Messages" });
    expect(screen.queryByText("Look here")).toBeNull();
  });
});
