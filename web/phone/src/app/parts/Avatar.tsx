import "./avatar.css";
import { Presence } from "./Presence";

/** Somebody's initials, with their presence when it is known. Decoration: the name stands beside it. */
export function Avatar({
  name,
  status,
  size = "md",
}: {
  name: string;
  status?: string | null;
  size?: "sm" | "md" | "lg";
}) {
  return (
    <span className={`avatar avatar-${size}`} data-initials={initials(name)} aria-hidden="true">
      {status ? <Presence status={status} /> : null}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map(word => Array.from(word ?? "")[0] ?? "")
    .join("")
    .toLocaleUpperCase();
}
