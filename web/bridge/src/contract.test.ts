import { describe, expect, it } from "vitest";
import { ask, type Bridge, BridgeFailure } from "./contract";
import { MemoryBridge, openView } from "./testing";
import type { BridgeReply } from "./views";

const answering = (reply: BridgeReply): Bridge => ({ call: async () => reply, events: () => () => {} });

describe("ask", () => {
  it("gives back the value of the reply", async () => {
    const bridge = new MemoryBridge(openView({ badge: 3 }));
    expect((await ask(bridge, { call: "state" })).badge).toBe(3);
  });

  it("gives nothing back where a call has nothing to say", async () => {
    await expect(ask(answering({ reply: "done" }), { call: "close_channel" })).resolves.toBeUndefined();
  });

  it("rejects with the kind and the words of a refusal", async () => {
    const bridge = answering({ reply: "error", value: { kind: "unreachable", message: "No network." } });
    await expect(ask(bridge, { call: "channels" })).rejects.toEqual(
      new BridgeFailure("unreachable", "No network."),
    );
  });

  it("rejects an answer that belongs to another call", async () => {
    const wrong = ask(answering({ reply: "people", value: [] }), { call: "state" });
    await expect(wrong).rejects.toMatchObject({ kind: "internal" });
  });
});
