import type { BridgeCall, BridgeErrorKind, BridgeEvent, BridgeReply } from "./views";

/** Ends a subscription. */
export type Unsubscribe = () => void;

/** What a transport tells beside the core's own events. */
export type Listener<Event> = {
  /** Something happened. */
  event(event: Event): void;
  /** The line is there again after a gap: events may have been missed, so ask for everything again. */
  resumed?(): void;
  /** The line is gone; the transport keeps trying by itself. */
  lost?(): void;
};

/** The one way from a user interface to the core. A transport carries it; it decides nothing. */
export type Bridge = {
  /** Asks. Rejects only when the core cannot be reached; what the core refuses comes as an `error` reply. */
  call(call: BridgeCall): Promise<BridgeReply>;
  /** Hears what the core tells without being asked. */
  events(listener: Listener<BridgeEvent>): Unsubscribe;
};

/** The reply each call is answered with; calls that are not listed answer `done`. */
type ReplyNames = {
  state: "state";
  look_at_server: "server";
  sign_in: "state";
  unlock: "state";
  channels: "channels";
  open_channel: "channel";
  older_posts: "posts";
  send: "sent";
  find_people: "people";
  start_direct: "channel";
};

const replyNames: { [Name in keyof ReplyNames]: ReplyNames[Name] } = {
  state: "state",
  look_at_server: "server",
  sign_in: "state",
  unlock: "state",
  channels: "channels",
  open_channel: "channel",
  older_posts: "posts",
  send: "sent",
  find_people: "people",
  start_direct: "channel",
};

type ReplyValue<Name> =
  Extract<BridgeReply, { reply: Name }> extends { value: infer Value } ? Value : undefined;

/** What asking `Call` gives back. */
export type Answer<Call extends BridgeCall> = Call["call"] extends keyof ReplyNames
  ? ReplyValue<ReplyNames[Call["call"]]>
  : undefined;

/** A call that did not work, with what to do about it. */
export class BridgeFailure extends Error {
  override readonly name = "BridgeFailure";

  /** @param kind what a screen acts on  @param message for the user: what happened and what to do next */
  constructor(
    readonly kind: BridgeErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Asks the core and gives back the value of the reply that belongs to the call.
 *
 * Rejects with {@link BridgeFailure} when the core refuses, cannot be reached, or answers something else.
 */
export async function ask<const Call extends BridgeCall>(bridge: Bridge, call: Call): Promise<Answer<Call>> {
  const reply = await bridge.call(call);
  if (reply.reply === "error") throw new BridgeFailure(reply.value.kind, reply.value.message);
  const expected = (replyNames as Record<string, string | undefined>)[call.call];
  if (expected === undefined) return undefined as Answer<Call>;
  if (reply.reply !== expected) {
    throw new BridgeFailure(
      "internal",
      `The app's core answered “${reply.reply}” to “${call.call}”. Restart the app.`,
    );
  }
  return (reply as { value: unknown }).value as Answer<Call>;
}
