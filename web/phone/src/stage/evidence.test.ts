import { describe, expect, it } from "vitest";
import { holds, leaves, named, sight } from "./evidence";

const idOnly = {
  headers: { "apns-topic": "org.example" },
  payload: {
    aps: { alert: { body: "You've received a new message." } },
    post_id: "pokd8mtbdpbibxgnktp4iohmoc",
  },
};

describe("evidence", () => {
  it("takes the fixed sentence of an ID-only push for what it is", () => {
    expect(named(leaves(idOnly), "text")).toMatchObject({ kind: "stand_in", path: "payload.aps.alert.body" });
    expect(named(leaves(idOnly), "channel")).toEqual({ kind: "absent" });
  });

  it("finds a text in the field that carries it", () => {
    const full = { data: { message: "Lunch at noon?", channel_name: "Town Square", sender_name: "Someone" } };
    expect(named(leaves(full), "text")).toMatchObject({ kind: "seen", value: "Lunch at noon?" });
    expect(named(leaves(full), "sender")).toMatchObject({ kind: "stand_in" });
  });

  it("tells a notice about a message from the message", () => {
    expect(named(leaves({ message: "Ana Duarte posted a message." }), "text").kind).toBe("notice");
    expect(named(leaves({ message: "@ana mentioned you." }), "text").kind).toBe("notice");
    expect(named(leaves({ message: "I sent the parts already" }), "text").kind).toBe("seen");
  });

  it("finds a known text wherever it leaks", () => {
    const leaking = { ...idOnly, collapse: "Re: Lunch at noon?" };
    expect(sight(leaves(leaking), "text", { text: "Lunch at noon?" })).toMatchObject({
      kind: "seen",
      path: "collapse",
    });
    expect(sight(leaves(leaking), "text", { text: "@ana: Lunch at noon?" }).kind).toBe("seen");
    expect(sight(leaves(idOnly), "text", { text: "Lunch at noon?" }).kind).toBe("stand_in");
  });

  it("looks into JSON written as text and into the claims of a token", () => {
    const token = `eyJh.${btoa(JSON.stringify({ note: "Lunch at noon?" })).replaceAll("=", "")}.sig`;
    for (const detail of [{ body: '{"inner":"Lunch at noon?"}' }, { signature: token }]) {
      expect(sight(leaves(detail), "text", { text: "Lunch at noon?" }).kind).toBe("seen");
    }
  });

  it("does not find a short text inside an identifier", () => {
    expect(holds("pokd8mtbdpbibxgnktp4iohmoc", "ok")).toBe(false);
    expect(holds("Ana: ok", "ok")).toBe(true);
    expect(holds("anything", " ")).toBe(false);
  });
});
