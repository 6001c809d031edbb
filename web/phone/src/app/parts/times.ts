const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const longDate = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayMs = 86_400_000;

/** The time of day. */
export const timeOfDay = (atMs: number): string => clock.format(atMs);

/** The time of day as a phone's own clock shows it, without a.m. and p.m. */
export const clockFace = (atMs: number): string =>
  clock
    .formatToParts(atMs)
    .filter(({ type }) => type === "hour" || type === "minute" || type === "literal")
    .map(({ value }) => value)
    .join("")
    .trim();

/** Which day it was, by local midnights before `nowMs`: 0 today, 1 yesterday. */
export function daysAgo(atMs: number, nowMs: number): number {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  return Math.round((midnight(nowMs) - midnight(atMs)) / dayMs);
}

/** When something was, as short as is clear: a time today, a weekday this week, else a date. */
export function shortTime(atMs: number, nowMs: number): string {
  const days = daysAgo(atMs, nowMs);
  if (days <= 0) return clock.format(atMs);
  return days < 7 ? weekday.format(atMs) : date.format(atMs);
}

/** A day as a heading between posts. */
export function dayHeading(atMs: number, nowMs: number): string {
  const days = daysAgo(atMs, nowMs);
  if (days === 0) return "Today";
  return days === 1 ? "Yesterday" : longDate.format(atMs);
}
