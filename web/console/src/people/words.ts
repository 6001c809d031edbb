import type { Session, User } from "../api/types";

/** Somebody's name for people: first and last, else nickname, else user name. */
export function nameOf(user: User): string {
  return `${user.first_name} ${user.last_name}`.trim() || user.nickname || user.username;
}

/** The highest role of an account. */
export function roleOf(user: User): "admin" | "member" | "guest" {
  const roles = user.roles.split(" ");
  if (roles.includes("system_admin")) return "admin";
  return roles.includes("system_guest") ? "guest" : "member";
}

/** Roles in words. */
export const roleWords = { admin: "Administrator", member: "Member", guest: "Guest" } as const;

/** Whether somebody may sign in. */
export const isActive = (user: User): boolean => user.delete_at === 0;

const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** A date. */
export const dateOf = (atMs: number): string => date.format(atMs);

/** A moment to the second, for whoever wants to know exactly. */
export const exactly = (atMs: number): string => exact.format(atMs);

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** How long ago, in the largest unit that fits. */
export function ago(atMs: number, nowMs: number): string {
  for (const [unit, size] of units) {
    const count = Math.floor((nowMs - atMs) / size);
    if (count >= 1) return relative.format(-count, unit);
  }
  return "just now";
}

/** A device's id short enough to compare by eye: the app's kind, and the ends of the token. */
export function shortDevice(deviceId: string): string {
  const at = deviceId.indexOf(":");
  const [kind, token] = [deviceId.slice(0, at + 1), deviceId.slice(at + 1)];
  return token.length <= 12 ? deviceId : `${kind}${token.slice(0, 4)}…${token.slice(-4)}`;
}

/** What somebody is signed in with. */
export function deviceWords({ device_id, props }: Session): string {
  const parts = [props.platform, props.os].filter((part, at, all) => part && all.indexOf(part) === at);
  const where = parts.join(", ") || (device_id ? "Phone" : "Browser");
  return props.browser ? `${where} · ${props.browser}` : where;
}

/** Whether a session is a phone's. */
export const isPhone = ({ device_id, props }: Session): boolean =>
  device_id !== "" || props.isMobile === "true";
