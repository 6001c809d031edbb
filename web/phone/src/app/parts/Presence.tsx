/** Presence as a shape, so that it can be told apart without colour: full, part, barred, empty. */
export function Presence({ status }: { status: string }) {
  const kind = status in words ? status : "offline";
  return (
    <svg className={`presence presence-${kind}`} viewBox="0 0 14 14" aria-hidden="true">
      <circle className="presence-ring" cx="7" cy="7" r="7" />
      {kind === "online" ? <circle cx="7" cy="7" r="5" /> : null}
      {kind === "away" ? (
        <path d="M7 2a5 5 0 1 0 5 5A5 5 0 0 0 7 2Zm.9 5.4L5.6 9.2l-.9-1.1L6.5 6.7V4h1.4Z" />
      ) : null}
      {kind === "dnd" ? <path d="M7 2a5 5 0 1 0 5 5 5 5 0 0 0-5-5Zm2.6 5.8H4.4V6.2h5.2Z" /> : null}
      {kind === "offline" ? (
        <path d="M7 2a5 5 0 1 0 5 5 5 5 0 0 0-5-5Zm0 8.4A3.4 3.4 0 1 1 10.4 7 3.4 3.4 0 0 1 7 10.4Z" />
      ) : null}
    </svg>
  );
}

const words: Record<string, string> = {
  online: "Online",
  away: "Away",
  dnd: "Do not disturb",
  offline: "Offline",
};

/** Presence in words. */
export const presenceWords = (status: string): string => words[status] ?? "Offline";
