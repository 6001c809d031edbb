import type { User } from "../api/types";
import type { Route, SortKey } from "../app/route";
import { isActive, nameOf, roleOf, roleWords } from "./words";

/** Rows on a page of the table. */
export const rowsPerPage = 25;

/** The accounts a route asks for: searched, filtered, sorted. */
export function select(people: readonly User[], route: Route): User[] {
  const words = route.q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = people.filter(
    user =>
      (route.state === "all" || isActive(user) === (route.state === "active")) &&
      (route.role === "all" || roleOf(user) === route.role) &&
      words.every(word => haystack(user).includes(word)),
  );
  const sign = route.direction === "asc" ? 1 : -1;
  return found.sort((a, b) => sign * compare(a, b, route.sort) || nameOf(a).localeCompare(nameOf(b)));
}

/** The part of it on one page, with the page's number brought back into range. */
export function pageOf<Row>(rows: readonly Row[], at: number): { rows: Row[]; at: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / rowsPerPage));
  const page = Math.min(at, pages);
  return { rows: rows.slice((page - 1) * rowsPerPage, page * rowsPerPage), at: page, pages };
}

const haystack = (user: User) =>
  `${nameOf(user)} ${user.username} ${user.email} ${user.position}`.toLowerCase();

function compare(a: User, b: User, by: SortKey): number {
  switch (by) {
    case "name":
      return nameOf(a).localeCompare(nameOf(b));
    case "email":
      return a.email.localeCompare(b.email);
    case "role":
      return roleWords[roleOf(a)].localeCompare(roleWords[roleOf(b)]);
    case "state":
      return Number(isActive(b)) - Number(isActive(a));
    case "joined":
      return a.create_at - b.create_at;
  }
}
