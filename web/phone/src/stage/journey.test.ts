import type { TraceEvent } from "@countersign/bridge";
import { describe, expect, it } from "vitest";
import { bytesAt, journeys, stepsAt } from "./journey";
import { clearPush, erased, fullPush, idOnlyPush, notPushed, rejectedPush } from "./samples";

const only = (events: Omit<TraceEvent, "number">[]) => {
  const all = journeys(events.map((event, at) => ({ ...event, number: at + 1 })));
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
};

describe("journeys", () => {
  it("takes the text of an ID-only push around the vendor", () => {
    const push = only(idOnlyPush());
    expect(push).toMatchObject({
      kind: "message",
      phone: "Ben",
      vendor: "google",
      route: "around",
      done: true,
    });
    expect(push.facts).toMatchObject({ text: "Lunch at noon?", sender: "Ana Duarte" });
  });

  it("takes the text of a full push through the vendor", () => {
    expect(only(fullPush())).toMatchObject({ kind: "message", vendor: "apple", route: "through" });
  });

  it("tells a clearing push, a decision not to push and a wipe apart", () => {
    expect(only(clearPush())).toMatchObject({ kind: "clear", route: "none" });
    expect(only([notPushed()])).toMatchObject({ kind: "no_push", done: true });
    expect(only([erased()])).toMatchObject({ kind: "erased", done: true });
  });

  it("fails when the phone refuses the signature", () => {
    expect(only(rejectedPush())).toMatchObject({ refusedBy: "phone", done: true });
  });

  it("ends at the vendor when that refuses, unless a later try went through", () => {
    const refused = { ...idOnlyPush()[3], step: "rejected", summary: "Unregistered" } as ReturnType<
      typeof notPushed
    >;
    const upTo = idOnlyPush().slice(0, 3);
    expect(only([...upTo, refused]).refusedBy).toBe("vendor");
    expect(only([...upTo, refused, ...idOnlyPush().slice(3)]).refusedBy).toBeNull();
  });

  it("is not done before the phone has acknowledged", () => {
    expect(only(idOnlyPush().slice(0, 4)).done).toBe(false);
  });

  it("gives the gateway the bytes the server sent, and lists them at the server", () => {
    const push = only(idOnlyPush());
    expect(bytesAt(push.events, "gateway").some(({ path }) => path === "server_id")).toBe(true);
    expect(stepsAt(push.events, "server").map(({ step }) => step)).toEqual(["decided", "sent"]);
  });

  it("come newest first", () => {
    const events = [...idOnlyPush("first", 1_000), ...idOnlyPush("second", 2_000)];
    const ids = journeys(events.map((event, at) => ({ ...event, number: at + 1 }))).map(({ id }) => id);
    expect(ids).toEqual(["second", "first"]);
  });
});
