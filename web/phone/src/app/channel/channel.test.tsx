// @vitest-environment jsdom
import { MemoryBridge, post } from "@countersign/bridge/testing";
import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../../testing/axe";
import { press } from "../../../../testing/press";
import { channel, filled, renderApp, rows } from "../testing";

const opened = async (bridge = filled(new MemoryBridge())) => {
  renderApp(bridge);
  await screen.findByRole("button", { name: /^Town Square/ });
  await press(/^Town Square/);
  return bridge;
};
const withPosts = (posts: Parameters<typeof post>[0][], more = {}) => {
  const bridge = filled(new MemoryBridge());
  const page = { channel_id: rows.square.id, has_older: false, posts: posts.map(post), ...more };
  bridge.opened.set(rows.square.id, channel({ page }));
  return bridge;
};
const field = () => screen.findByLabelText<HTMLTextAreaElement>("Message to Town Square");

describe("a channel", () => {
  it("shows who said what and takes the focus to its name", async () => {
    await opened();
    await screen.findByRole("article", { name: /^Ana Duarte/ });
    await screen.findByRole("article", { name: /^You/ });
    expect(screen.getByText("Everyday talk")).toBeTruthy();
    await expectAccessible();
  });

  it("sends on Enter and makes a new line on Shift and Enter", async () => {
    const bridge = await opened();
    await userEvent.type(await field(), "one{Shift>}{Enter}{/Shift}two{Enter}");
    await waitFor(() => expect(bridge.callsOf("send")).toHaveLength(1));
    expect(bridge.callsOf("send")[0]?.args).toEqual({
      channel_id: rows.square.id,
      root_id: null,
      message: "one\ntwo",
    });
    await screen.findByText("Sending…");
    expect((await field()).value).toBe("");
  });

  it("does not send nothing", async () => {
    const bridge = await opened();
    await userEvent.type(await field(), "   {Enter}");
    expect(bridge.callsOf("send")).toHaveLength(0);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
  });

  it("offers to send a failed post again or to discard it", async () => {
    const failed = {
      message: "lost?",
      own: true,
      id: null,
      pending_post_id: "b:9",
      delivery: "failed",
      failure: "It is too long.",
    } as const;
    const bridge = await opened(withPosts([{ message: "before" }, failed]));
    await screen.findByText("Not sent. It is too long.");
    await expectAccessible();
    await press("Try again");
    expect(bridge.callsOf("retry_send")[0]?.args).toEqual({ pending_post_id: "b:9" });
    await press("Discard");
    await waitFor(() => expect(screen.queryByText("lost?")).toBeNull());
  });

  it("gives the text back and says why when it could not be queued", async () => {
    const bridge = await opened();
    bridge.refuse("send", "refused", "You may not write here.");
    await userEvent.type(await field(), "hello{Enter}");
    await waitFor(async () => expect((await field()).value).toBe("hello"));
    await waitFor(() => expect(document.querySelector("ion-toast")?.message).toBe("You may not write here."));
  });

  it("keeps what was typed when one goes away and comes back", async () => {
    await opened();
    await userEvent.type(await field(), "half a thou");
    await press("Back");
    await press(/^Town Square/);
    expect((await field()).value).toBe("half a thou");
  });

  it("says why one cannot write in a channel that is read only", async () => {
    const bridge = filled(new MemoryBridge());
    bridge.opened.set(rows.square.id, channel({ read_only: "This channel is archived." }));
    await opened(bridge);
    await screen.findByText("This channel is archived.");
    expect(screen.queryByRole("textbox")).toBeNull();
    await expectAccessible();
  });

  it("invites the first message where there is none", async () => {
    await opened(withPosts([]));
    await screen.findByText("The beginning of Town Square");
    await expectAccessible();
  });

  it("says that it is loading, and why it did not load", async () => {
    const bridge = filled(new MemoryBridge());
    bridge.answer("open_channel", () => new Promise(() => {}));
    await opened(bridge);
    await screen.findByText("Loading messages…");
    bridge.refuse("open_channel", "unreachable", "The server does not answer.");
    act(() => bridge.tell({ event: "posts_changed", detail: { channel_id: rows.square.id } }));
    await screen.findByText("This channel did not load");
    await expectAccessible();
    bridge.allow("open_channel");
    await press("Try again");
    await screen.findByRole("log", { name: "Messages" });
  });

  it("shows older posts on demand, and says when they did not load", async () => {
    const bridge = withPosts([{ message: "newest", create_at: 9 }], { has_older: true });
    bridge.refuse("older_posts", "unreachable", "No.");
    await opened(bridge);
    await screen.findByText("Show older messages");
    await press("Show older messages");
    await screen.findByText("Older messages did not load. Try again");
    bridge.allow("older_posts");
    bridge.older.set(rows.square.id, [post({ message: "oldest", create_at: 1 })]);
    await press("Older messages did not load. Try again");
    await screen.findByText("oldest");
    expect(screen.queryByText("Show older messages")).toBeNull();
  });

  it("closes on Escape and tells the core", async () => {
    const bridge = await opened();
    await userEvent.type(await field(), "{Escape}");
    await waitFor(() => expect(screen.queryByRole("log")).toBeNull());
    expect(bridge.callsOf("close_channel")).toHaveLength(1);
  });

  it("lets nothing be copied where the policy forbids it", async () => {
    const bridge = await opened();
    const copy = () => document.body.dispatchEvent(new Event("copy", { bubbles: true, cancelable: true }));
    expect(copy()).toBe(true);
    act(() => bridge.become({ copy_allowed: false }));
    expect(copy()).toBe(false);
  });
});
