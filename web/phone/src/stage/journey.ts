import type { TraceEvent, TraceParty } from "@countersign/bridge";
import { type Facts, type Leaf, leaves, named, type Sight, sight } from "./evidence";

/** The stations a push passes, in order. */
export type Stop = "server" | "gateway" | "vendor" | "phone";

/** What a push was for. */
export type JourneyKind = "message" | "clear" | "session" | "trial" | "other" | "no_push" | "erased";

/** Which way the text took: past the vendor, through it, or there was none. */
export type Route = "around" | "through" | "none";

/** Everything that is known about one push, or about one step that belongs to none. */
export type Journey = {
  /** Stable: the push's `ack_id`, or the number of the lone step. */
  id: string;
  kind: JourneyKind;
  /** Whose phone. */
  phone: string;
  /** Apple's or Google's, once known. */
  vendor: "apple" | "google" | null;
  events: TraceEvent[];
  startedAt: number;
  facts: Facts;
  route: Route;
  /** Who did not take it, when it got no further. */
  refusedBy: Stop | null;
  /** Whether nothing more is expected. */
  done: boolean;
};

const failures = new Set([
  "rejected",
  "failed",
  "refused",
  "dropped",
  "removed",
  "expired",
  "fetch_failed",
  "ack_failed",
]);
const endings = new Set(["acked", "cleared", "erased", "rejected", "withheld", "duplicate"]);
const trialSteps = new Set(["received", "sent", "answered", "accepted", "verified"]);
const pushTypes = new Set(["message", "clear", "session", "update_badge", "test"]);

/** Sorts the trace into journeys, newest first. */
export function journeys(events: readonly TraceEvent[]): Journey[] {
  const groups = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const id = event.ack_id ?? (isTrial(event) ? "trial" : `step-${event.number}`);
    groups.set(id, [...(groups.get(id) ?? []), event]);
  }
  return [...groups]
    .map(([id, group]) => journey(id, group))
    .sort((a, b) => b.startedAt - a.startedAt || order(b, a));
}

/** A push without an id: the server tries the addresses of phones that have just signed in. */
const isTrial = (event: TraceEvent): boolean =>
  event.ack_id === null && !isFailure(event) && event.party !== "server" && trialSteps.has(event.step);

/** Whether it says nothing yet to somebody who has only just started everything. */
export const isQuiet = ({ kind, events }: Journey): boolean =>
  kind === "trial" || (kind === "no_push" && reasonOf(events) === "no_device");

/** Why the server decided as it did; empty when it did not say. */
export function reasonOf(events: readonly TraceEvent[]): string {
  const detail = events[0]?.detail as { reason?: unknown } | null | undefined;
  return typeof detail?.reason === "string" ? detail.reason : "";
}

const order = (a: Journey, b: Journey) => (a.events[0]?.number ?? 0) - (b.events[0]?.number ?? 0);

function journey(id: string, events: TraceEvent[]): Journey {
  const facts = factsOf(events);
  const kind = kindOf(events);
  const vendor =
    (["apple", "google"] as const).find(party => events.some(event => event.party === party)) ?? null;
  return {
    id,
    kind,
    phone: events.find(({ phone }) => phone)?.phone ?? "",
    vendor,
    events,
    startedAt: Math.min(...events.map(({ at_ms }) => at_ms)),
    facts,
    route: routeOf(events, facts, kind),
    refusedBy: refusedBy(events),
    done: events.some(({ step }) => endings.has(step)) || kind === "no_push" || kind === "trial",
  };
}

/** Whether a step is one that went wrong. */
export const isFailure = ({ step }: TraceEvent): boolean => failures.has(step);

function kindOf(events: readonly TraceEvent[]): JourneyKind {
  if (events.some(({ step }) => step === "erased")) return "erased";
  if (events.every(isTrial)) return "trial";
  const read = events.flatMap(({ detail }) => leaves(detail));
  const type = read.find(({ key, value }) => key === "type" && pushTypes.has(value))?.value;
  if (type === "message" || type === "clear" || type === "session") return type;
  if (events.some(({ step }) => step === "cleared")) return "clear";
  if (events.every(({ party }) => party === "server")) return "no_push";
  return "other";
}

/** A push that was refused on its way may be sent again; one that the phone has had went through. */
function refusedBy(events: readonly TraceEvent[]): Stop | null {
  if (events.some(({ party, step }) => party === "phone" && step === "rejected")) return "phone";
  if (events.some(({ party }) => party === "phone")) return null;
  const last = events.findLast(isFailure);
  return last ? stops[last.party] : null;
}

/** What is true about the message: what the phone fetched, else what it showed. */
function factsOf(events: readonly TraceEvent[]): Facts {
  const facts: Facts = {};
  for (const step of ["fetched", "shown"]) {
    const all = events.filter(event => event.step === step).flatMap(({ detail }) => leaves(detail));
    for (const facet of ["text", "channel", "sender"] as const) {
      const found = named(all, facet);
      if (found.kind === "seen" && !facts[facet]) facts[facet] = found.value;
    }
  }
  return facts;
}

function routeOf(events: readonly TraceEvent[], facts: Facts, kind: JourneyKind): Route {
  if (kind !== "message") return "none";
  const text = stopSight(events, "vendor", facts);
  if (text.kind === "seen" || text.kind === "notice") return "through";
  return events.some(({ step }) => step === "fetched") ? "around" : "none";
}

const stopSight = (events: readonly TraceEvent[], stop: Stop, facts: Facts): Sight =>
  sight(bytesAt(events, stop), "text", facts);

/** Everything readable at a stop. What the server sent is what the gateway was given. */
export function bytesAt(events: readonly TraceEvent[], stop: Stop): Leaf[] {
  return events.filter(event => belongs(event, stop, true)).flatMap(({ detail }) => leaves(detail));
}

/** The steps that are listed at a stop. */
export const stepsAt = (events: readonly TraceEvent[], stop: Stop): TraceEvent[] =>
  events.filter(event => belongs(event, stop, false));

const stops: Record<TraceParty, Stop> = {
  server: "server",
  gateway: "gateway",
  apple: "vendor",
  google: "vendor",
  phone: "phone",
};

function belongs(event: TraceEvent, stop: Stop, bytes: boolean): boolean {
  if (bytes && stop === "gateway" && event.party === "server" && event.step === "sent") return true;
  return stops[event.party] === stop;
}
