import type { ChannelView } from "@countersign/bridge";
import { channelRow, MemoryBridge, openView, post } from "@countersign/bridge/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AppModel } from "./appModel";

const square = channelRow({ name: "Town Square" });
const chat = channelRow({ name: "Ana Duarte", kind: "direct", status: "online" });

const channelView = (id: string, name: string, messages: string[], has_older = false): ChannelView => ({
  id,
  name,
  kind: "public",
  header: "",
  read_only: null,
  page: {
    channel_id: id,
    has_older,
    posts: messages.map((message, at) => post({ message, create_at: 100 + at })),
  },
});

const started = async (bridge = new MemoryBridge()) => {
  bridge.channels = {
    team_name: "Northwind",
    sections: [{ id: "channels", title: "Channels", channels: [square, chat] }],
  };
  bridge.opened.set(square.id, channelView(square.id, "Town Square", ["first", "second"]));
  bridge.opened.set(chat.id, channelView(chat.id, "Ana Duarte", ["hello"]));
  const model = new AppModel(bridge);
  end = model.start();
  await vi.waitFor(() => expect(model.current().view).not.toBeNull());
  return { bridge, model };
};

let end = () => {};
afterEach(() => end());

const messages = (model: AppModel) => {
  const content = model.current().channel?.content;
  return content?.state === "ready" ? content.value.page.posts.map(({ message }) => message) : content?.state;
};

describe("the app's model", () => {
  it("asks for the list once the gate is open, and only then", async () => {
    const { bridge } = await started(MemoryBridge.behind({ gate: "locked", vendor: "Northwind" }));
    expect(bridge.callsOf("channels")).toHaveLength(0);
    bridge.become(openView());
    await vi.waitFor(() => expect(bridge.callsOf("channels")).toHaveLength(1));
  });

  it("forgets everything of the account when the gate closes", async () => {
    const { bridge, model } = await started();
    await model.open(square.id);
    model.draft(square.id, "half a thought");
    bridge.become({ gate: { gate: "erased", reason: "Deactivated." }, account: null });
    const { channel, channels, drafts } = model.current();
    expect([channel, channels.state, drafts]).toEqual([null, "loading", {}]);
  });

  it("drops a list that comes after the account has left", async () => {
    const { bridge, model } = await started();
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    bridge.answer("channels", async () => {
      await held;
      return { reply: "channels", value: bridge.channels };
    });
    const asked = model.loadChannels();
    bridge.become({ gate: { gate: "erased", reason: "Deactivated." }, account: null });
    release();
    await asked;
    expect(model.current().channels.state).toBe("loading");
  });

  it("asks for an open channel again when its posts change", async () => {
    const { bridge, model } = await started();
    await model.open(square.id);
    bridge.opened.set(square.id, channelView(square.id, "Town Square", ["first", "second", "third"]));
    bridge.tell({ event: "posts_changed", detail: { channel_id: square.id } });
    await vi.waitFor(() => expect(messages(model)).toEqual(["first", "second", "third"]));
  });

  it("does not mark a channel read while the app is off the screen, and catches up when it returns", async () => {
    const { bridge, model } = await started();
    await model.open(square.id);
    model.setActive(false);
    bridge.tell({ event: "posts_changed", detail: { channel_id: square.id } });
    await Promise.resolve();
    expect(bridge.callsOf("open_channel")).toHaveLength(1);
    model.setActive(true);
    await vi.waitFor(() => expect(bridge.callsOf("open_channel")).toHaveLength(2));
  });

  it("opens the channel a tapped notification leads to", async () => {
    const { bridge, model } = await started();
    bridge.tell({ event: "navigate", detail: { channel_id: chat.id } });
    await vi.waitFor(() => expect(messages(model)).toEqual(["hello"]));
    expect(model.current()).toMatchObject({ screen: "channel", channel: { name: "Ana Duarte" } });
  });

  it("goes where a notification led that was tapped before the interface started", async () => {
    const bridge = new MemoryBridge(openView({ navigate: chat.id }));
    const { model } = await started(bridge);
    await vi.waitFor(() => expect(messages(model)).toEqual(["hello"]));
    bridge.become({ badge: 1 });
    expect(bridge.callsOf("open_channel")).toHaveLength(1);
  });

  it("does not show a banner for the channel one is looking at", async () => {
    const { bridge, model } = await started();
    await model.open(square.id);
    bridge.tell({ event: "banner", detail: { title: "Town Square", body: "third", channel_id: square.id } });
    expect(model.current().banner).toBeNull();
    bridge.tell({ event: "banner", detail: { title: "Ana Duarte", body: "hello", channel_id: chat.id } });
    expect(model.current().banner?.body).toBe("hello");
  });

  it("puts a post that could not be queued back into the composer and says why", async () => {
    const { bridge, model } = await started();
    await model.open(square.id);
    bridge.refuse("send", "refused", "You may not write here.");
    await model.send("let me in");
    expect(model.current()).toMatchObject({
      drafts: { [square.id]: "let me in" },
      notice: "You may not write here.",
    });
  });

  it("keeps what is shown when asking again fails", async () => {
    const { bridge, model } = await started();
    await model.open(square.id);
    bridge.refuse("open_channel", "unreachable", "No network.");
    await model.reloadChannel();
    expect(messages(model)).toEqual(["first", "second"]);
  });

  it("loads older posts once at a time and says when that failed", async () => {
    const { bridge, model } = await started();
    bridge.opened.set(square.id, channelView(square.id, "Town Square", ["second"], true));
    bridge.older.set(square.id, [post({ message: "first", create_at: 1 })]);
    await model.open(square.id);
    await Promise.all([model.loadOlder(), model.loadOlder()]);
    expect(bridge.callsOf("older_posts")).toHaveLength(1);
    expect(messages(model)).toEqual(["first", "second"]);
  });

  it("asks for everything again after a gap in the line", async () => {
    const { bridge, model } = await started();
    await model.open(square.id);
    bridge.line("lost");
    expect(model.current().line).toBe("lost");
    bridge.line("resumed");
    await vi.waitFor(() => expect(bridge.callsOf("open_channel")).toHaveLength(2));
    expect(model.current().line).toBe("up");
  });
});
