import {
  IconBellOff,
  IconBellRinging,
  IconCircleCheck,
  IconDots,
  IconEraser,
  IconLoader,
  IconLogout,
  IconPlugConnected,
  IconShieldX,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Journey, JourneyKind } from "./journey";

type JourneyListProps = {
  journeys: Journey[];
  chosen: string;
  /** Whether somebody chose one, so that the newest is no longer followed. */
  pinned: boolean;
  onChoose: (id: string) => void;
  onFollow: () => void;
};

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

const icons: Record<JourneyKind, ComponentType<{ size: number; "aria-hidden": true }>> = {
  message: IconBellRinging,
  clear: IconCircleCheck,
  session: IconLogout,
  no_push: IconBellOff,
  erased: IconEraser,
  trial: IconPlugConnected,
  other: IconDots,
};

/** Every push so far, newest first. */
export function JourneyList({ journeys, chosen, pinned, onChoose, onFollow }: JourneyListProps) {
  return (
    <nav className="journeys" aria-label="Pushes, newest first">
      <div className="journeys-head">
        <h2>Pushes</h2>
        {pinned ? (
          <button type="button" onClick={onFollow}>
            Follow the newest
          </button>
        ) : null}
      </div>
      <ul>
        {journeys.map(journey => {
          const Icon = journey.refusedBy ? IconShieldX : icons[journey.kind];
          return (
            <li key={journey.id}>
              <button
                type="button"
                className={journey.refusedBy ? "journey-failed" : undefined}
                aria-current={journey.id === chosen}
                onClick={() => onChoose(journey.id)}
              >
                <Icon size={17} aria-hidden />
                <span className="journey-name">{title(journey)}</span>
                {journey.done ? null : <IconLoader size={15} aria-label="On its way" />}
                <time>{clock.format(journey.startedAt)}</time>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** A journey in a few words. */
export function title({ kind, phone, facts, refusedBy }: Journey): string {
  const to = phone || "a phone";
  if (refusedBy === "phone") return `Refused by ${to}’s phone`;
  if (refusedBy) return `Did not reach ${to}’s phone`;
  switch (kind) {
    case "message":
      return facts.text ? `To ${to}: “${facts.text}”` : `Message to ${to}`;
    case "clear":
      return `Read: ${to}’s notifications taken away`;
    case "session":
      return `Session of ${to} ended`;
    case "no_push":
      return `No push to ${to}`;
    case "erased":
      return `${to}’s phone erased itself`;
    case "trial":
      return "Phones tried";
    case "other":
      return `Push to ${to}`;
  }
}
