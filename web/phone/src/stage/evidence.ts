/**
 * Reads what a party could see out of the bytes it had. Nothing is taken on trust: a party is said to have seen a
 * text only when that text is in its bytes, and not to have seen it only after all of them were searched.
 */

/** What one would want to keep from a stranger. */
export type Facet = "text" | "channel" | "sender";

/** The facets in the order they are shown, with their names. */
export const facets: readonly (readonly [Facet, string])[] = [
  ["text", "Text"],
  ["channel", "Channel"],
  ["sender", "Sender"],
];

/** One string or number in the bytes, and where it stood. */
export type Leaf = { path: string; key: string; value: string };

/** What a party saw of a facet: the thing itself, a stand-in that says nothing, a notice about it, or nothing. */
export type Sight =
  | { kind: "seen"; value: string; path: string }
  | { kind: "stand_in"; value: string; path: string }
  | { kind: "notice"; value: string; path: string }
  | { kind: "absent" };

/** What is known to be true about a message, from the phone that showed it. */
export type Facts = Partial<Record<Facet, string>>;

const keys: Record<Facet, readonly string[]> = {
  text: ["message", "body", "text"],
  channel: ["channel_name", "title"],
  sender: ["sender_name", "author"],
};

const standIns = [/^you(('|’)ve received| have) a new message\.?$/i, /^someone$/i, /^new message\.?$/i];
const notices = [
  /\b(posted|sent|mentioned|commented|replied|uploaded)\b.*\b(message|you|thread|channel|files?)\b\.?$/i,
];

/** Everything readable in a party's bytes: also inside JSON written as text, and inside the claims of a token. */
export function leaves(detail: unknown, path = "", key = ""): Leaf[] {
  if (Array.isArray(detail)) return detail.flatMap((item, at) => leaves(item, `${path}[${at}]`, key));
  if (typeof detail === "object" && detail !== null) {
    return Object.entries(detail).flatMap(([name, value]) =>
      leaves(value, path ? `${path}.${name}` : name, name),
    );
  }
  if (typeof detail !== "string") {
    return detail === null || detail === undefined ? [] : [{ path, key, value: String(detail) }];
  }
  const inner = asJson(detail) ?? claims(detail);
  return inner === undefined ? [{ path, key, value: detail }] : leaves(inner, path, key);
}

function asJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function claims(text: string): unknown {
  const part = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/.exec(text)?.[1];
  if (!part) return undefined;
  try {
    return JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return undefined;
  }
}

/** What the bytes say about a facet when one looks at the fields that carry it. */
export function named(all: readonly Leaf[], facet: Facet): Sight {
  const found = all.filter(({ key, value }) => keys[facet].includes(key) && value.trim() !== "");
  const [standIn, notice, seen] = [
    found.find(({ value }) => matches(standIns, value)),
    facet === "text" ? found.find(({ value }) => matches(notices, value)) : undefined,
    found.find(({ value }) => !matches(standIns, value) && !(facet === "text" && matches(notices, value))),
  ];
  if (seen) return { kind: "seen", value: seen.value, path: seen.path };
  if (notice) return { kind: "notice", value: notice.value, path: notice.path };
  if (standIn) return { kind: "stand_in", value: standIn.value, path: standIn.path };
  return { kind: "absent" };
}

/**
 * What the bytes give away about a facet: in a field that carries it, or, the fact being known, anywhere at all. A text
 * that begins with its author's name is also looked for without it.
 */
export function sight(all: readonly Leaf[], facet: Facet, facts: Facts): Sight {
  const direct = named(all, facet);
  if (direct.kind === "seen") return direct;
  const fact = facts[facet];
  if (!fact) return direct;
  const phrases = [fact, fact.replace(/^[^:]{1,64}: /, "")];
  const anywhere = all.find(({ value }) => phrases.some(phrase => holds(value, phrase)));
  return anywhere ? { kind: "seen", value: fact, path: anywhere.path } : direct;
}

/** Whether a value holds a phrase as words of its own, so that “ok” is not found inside an identifier. */
export function holds(value: string, phrase: string): boolean {
  const at = value.toLowerCase().indexOf(phrase.trim().toLowerCase());
  if (at < 0 || phrase.trim() === "") return false;
  const edge = (character: string | undefined) =>
    character === undefined || !/[\p{L}\p{N}_-]/u.test(character);
  return edge(value[at - 1]) && edge(value[at + phrase.trim().length]);
}

/** How many bytes the detail is as JSON. */
export const sizeOf = (detail: unknown): number =>
  new TextEncoder().encode(JSON.stringify(detail) ?? "").length;

const matches = (patterns: readonly RegExp[], value: string) =>
  patterns.some(pattern => pattern.test(value.trim()));
