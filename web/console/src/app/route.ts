import { useSyncExternalStore } from "react";

/** Where in the console one is. All of it stands in the address, so that a view can be kept, shared and gone back to. */
export type Route = {
  page: "people" | "push";
  /** Search term. */
  q: string;
  state: "all" | "active" | "deactivated";
  role: "all" | "admin" | "member" | "guest";
  sort: SortKey;
  direction: "asc" | "desc";
  /** From 1. */
  at: number;
  /** The account whose side panel is open. */
  person: string;
};

/** The columns one can sort by. */
export type SortKey = "name" | "email" | "role" | "state" | "joined";

const home: Route = {
  page: "people",
  q: "",
  state: "all",
  role: "all",
  sort: "name",
  direction: "asc",
  at: 1,
  person: "",
};

const known = {
  state: ["all", "active", "deactivated"],
  role: ["all", "admin", "member", "guest"],
  sort: ["name", "email", "role", "state", "joined"],
  direction: ["asc", "desc"],
} as const;

/** Reads a route out of an address's fragment. What it does not know is as if it were not there. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const given = new URLSearchParams(query);
  const choose = <Name extends keyof typeof known>(name: Name): Route[Name] => {
    const value = given.get(name);
    return ((known[name] as readonly string[]).includes(value ?? "") ? value : home[name]) as Route[Name];
  };
  const at = Number(given.get("at"));
  return {
    page: path === "push" ? "push" : "people",
    q: given.get("q") ?? "",
    state: choose("state"),
    role: choose("role"),
    sort: choose("sort"),
    direction: choose("direction"),
    at: Number.isSafeInteger(at) && at > 0 ? at : 1,
    person: given.get("person") ?? "",
  };
}

/** Writes a route as an address's fragment, without what is as usual. */
export function formatRoute(route: Route): string {
  const { page, ...rest } = route;
  const query = new URLSearchParams();
  if (page === "people") {
    for (const [name, value] of Object.entries(rest)) {
      if (value !== home[name as keyof Route]) query.set(name, String(value));
    }
  }
  const text = query.toString();
  return `#/${page}${text ? `?${text}` : ""}`;
}

/** The route of the page's address. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(watch, () => location.hash);
  return parseRoute(hash);
}

/** Goes somewhere. `replace` leaves no entry in the history, as for each letter of a search. */
export function go(change: Partial<Route>, replace = false): void {
  const hash = formatRoute({ ...parseRoute(location.hash), ...change });
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

function watch(changed: () => void): () => void {
  listeners.add(changed);
  window.addEventListener("hashchange", changed);
  window.addEventListener("popstate", changed);
  return () => {
    listeners.delete(changed);
    window.removeEventListener("hashchange", changed);
    window.removeEventListener("popstate", changed);
  };
}
