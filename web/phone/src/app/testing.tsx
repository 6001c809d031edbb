import type { ChannelView } from "@countersign/bridge";
import { channelRow, type MemoryBridge, post } from "@countersign/bridge/testing";
import { setupIonicReact } from "@ionic/react";
import { render } from "@testing-library/react";
import { App } from "./App";

setupIonicReact({ mode: "md", animated: false });

/** Rows for tests: one of each kind. */
export const rows = {
  square: channelRow({ name: "Town Square" }),
  night: channelRow({ name: "Night shift", kind: "private", unread: true }),
  ana: channelRow({ name: "Ana Duarte", kind: "direct", status: "away", unread: true, mentions: 2 }),
  noise: channelRow({ name: "Noise", unread: true, muted: true }),
};

/** An open channel with a few posts. */
export const channel = (view: Partial<ChannelView> = {}): ChannelView => ({
  id: rows.square.id,
  name: "Town Square",
  kind: "public",
  header: "Everyday **talk**",
  read_only: null,
  page: {
    channel_id: rows.square.id,
    has_older: false,
    posts: [
      post({ message: "Good morning", create_at: Date.now() - 60_000 }),
      post({
        message: "Morning!",
        own: true,
        author: "Ben Okafor",
        create_at: Date.now() - 30_000,
        pending_post_id: "b:1",
      }),
    ],
  },
  ...view,
});

/** A core with the rows above, two channels that open, and two people. */
export function filled(bridge: MemoryBridge): MemoryBridge {
  bridge.channels = {
    team_name: "Northwind",
    sections: [
      { id: "channels", title: "Channels", channels: [rows.square, rows.night, rows.noise] },
      { id: "direct_messages", title: "Direct messages", channels: [rows.ana] },
    ],
  };
  bridge.opened.set(rows.square.id, channel());
  bridge.opened.set(
    rows.ana.id,
    channel({ id: rows.ana.id, name: "Ana Duarte", kind: "direct", header: "" }),
  );
  return bridge;
}

/** The whole app over a core in memory. */
export const renderApp = (bridge: MemoryBridge, active = true) =>
  render(<App bridge={bridge} mode="md" active={active} />);
