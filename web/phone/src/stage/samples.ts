import type { TraceEvent, TraceParty } from "@countersign/bridge";

/** Steps as the stack tells them, for tests. */
type Step = Omit<TraceEvent, "number">;

const step = (
  ack_id: string | null,
  at_ms: number,
  [party, name, summary, detail]: readonly [TraceParty, string, string, unknown],
): Step => ({ number: 0, at_ms, ack_id, party, phone: "Ben", step: name, summary, detail }) as Step;

const idOnlyData = {
  type: "message",
  message: "You've received a new message.",
  id_loaded: "true",
  post_id: "p".repeat(26),
};

/** A push whose text the phone fetched by itself. */
export const idOnlyPush = (ack = "ack", from = 1_000): Step[] =>
  (
    [
      [
        "server",
        "decided",
        "Push to Ben: a direct message",
        { send: true, reason: "direct_message", contents: "id_loaded" },
      ],
      [
        "server",
        "sent",
        "Signed and handed to the push gateway",
        { ...idOnlyData, server_id: "s".repeat(26) },
      ],
      ["gateway", "sent", "Sent to Google over HTTP/2", { body: { message: { data: idOnlyData } } }],
      ["google", "accepted", "Google accepted it", { body: { message: { data: idOnlyData } } }],
      ["phone", "received", "The push arrived", idOnlyData],
      ["phone", "verified", "Signed by this phone’s own server", { algorithm: "ES256" }],
      ["phone", "fetched", "Text fetched from its own server", fetched],
      ["phone", "shown", "Shown on the screen", { title: "Ana Duarte", body: "Lunch at noon?" }],
      ["phone", "acked", "Told the server that it arrived", { id: ack }],
    ] as const
  ).map((made, at) => step(ack, from + at * 7, made));

const fetched = { message: "Lunch at noon?", channel_name: "Ana Duarte", sender_name: "Ana Duarte" };

/** A push that carries its text. */
export const fullPush = (): Step[] =>
  (
    [
      [
        "server",
        "sent",
        "Handed to the push gateway",
        { type: "message", message: "Ana Duarte: Lunch at noon?" },
      ],
      [
        "apple",
        "accepted",
        "Apple accepted it",
        { payload: { aps: { alert: { body: "Ana Duarte: Lunch at noon?" } } } },
      ],
      ["phone", "shown", "Shown on the screen", { title: "Ana Duarte", body: "Ana Duarte: Lunch at noon?" }],
      ["phone", "acked", "Told the server that it arrived", {}],
    ] as const
  ).map((made, at) => step("full", 5_000 + at, made));

/** A push that takes notifications away. */
export const clearPush = (): Step[] =>
  (
    [
      ["server", "sent", "Handed to the push gateway", { type: "clear", badge: 0 }],
      ["google", "accepted", "Google accepted it", { data: { type: "clear" } }],
      ["phone", "cleared", "Notifications taken away", { badge: 0 }],
    ] as const
  ).map((made, at) => step("clear", 6_000 + at, made));

/** A push with a signature that is not the server's. */
export const rejectedPush = (): Step[] =>
  (
    [
      ["server", "sent", "Handed to the push gateway", idOnlyData],
      ["google", "accepted", "Google accepted it", idOnlyData],
      ["phone", "received", "The push arrived", idOnlyData],
      ["phone", "rejected", "The signature is not this phone’s server’s", { reason: "wrong_key" }],
    ] as const
  ).map((made, at) => step("bad", 7_000 + at, made));

/** The server saw no need to push. */
export const notPushed = (): Step =>
  step(null, 8_000, ["server", "decided", "No push to Ben", { send: false, reason: "user_is_active" }]);

/** A phone erased itself. */
export const erased = (): Step =>
  step(null, 9_000, [
    "phone",
    "erased",
    "Ben’s phone destroyed its key, then its files",
    {
      reason: "session_ended",
      removed_keys: ["database-key"],
      removed_files: ["chat.db"],
      complete: true,
      at_start: false,
    },
  ]);

/** What happens before anybody wrote: pushes without an id, to phones that have just signed in. */
export const trials = (): Step[] =>
  (
    [
      ["server", "decided", "No push to this user", { send: false, reason: "no_device" }],
      ["gateway", "received", "The push gateway got this", { ack_id: "", type: "test" }],
      ["google", "accepted", "Google accepted it", { body: { message: { data: { type: "test" } } } }],
      ["phone", "received", "A push arrived", { type: "test" }],
    ] as const
  ).map((made, at) => step(null, 500 + at, made));
