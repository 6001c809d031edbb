import type { StagePhone, TraceEvent } from "@countersign/bridge";
import { useMemo, useState } from "react";
import { HowTo } from "./HowTo";
import { JourneyList } from "./JourneyList";
import { JourneyView } from "./JourneyView";
import { isQuiet, journeys } from "./journey";
import "./panel.css";

/** The panel between the phones: every push so far, and the whole way of the one that is chosen. Follows the newest. */
export function Panel({ events, phones }: { events: TraceEvent[]; phones: StagePhone[] }) {
  const all = useMemo(() => journeys(events), [events]);
  const [pinned, setPinned] = useState<string | null>(null);
  const newest = all.find(({ kind }) => kind === "message" || kind === "erased") ?? all[0];
  const chosen = all.every(isQuiet) ? undefined : (all.find(({ id }) => id === pinned) ?? newest);
  if (!chosen) return <HowTo phones={phones} />;
  return (
    <section className="panel" aria-label="What each party saw">
      <JourneyList
        journeys={all}
        chosen={chosen.id}
        pinned={pinned !== null}
        onChoose={setPinned}
        onFollow={() => setPinned(null)}
      />
      <JourneyView key={chosen.id} journey={chosen} />
    </section>
  );
}
