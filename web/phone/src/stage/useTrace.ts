import type { Stage, Trace, TraceEvent } from "@countersign/bridge";
import { useCallback, useEffect, useState } from "react";

const keptEvents = 1_500;

/** Who is on the stage, what has been seen so far, and whether the stack answers. */
export function useTrace(trace: Trace) {
  const [stage, setStage] = useState<Stage | null>(null);
  const [events, setEvents] = useState<TraceEvent[]>([]);
  const [failed, setFailed] = useState(false);
  const load = useCallback(async () => {
    try {
      const [who, seen] = await Promise.all([trace.stage(), trace.list()]);
      setStage(who);
      setEvents(known => merged(seen, known));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, [trace]);
  useEffect(() => {
    const end = trace.events({
      event: event => setEvents(known => merged(known, [event])),
      lost: () => setFailed(true),
      resumed: () => {
        setEvents([]);
        void load();
      },
    });
    void load();
    return end;
  }, [trace, load]);
  return { stage, events, failed };
}

function merged(first: readonly TraceEvent[], second: readonly TraceEvent[]): TraceEvent[] {
  const all = new Map([...first, ...second].map(event => [event.number, event]));
  return [...all.values()].sort((a, b) => a.number - b.number).slice(-keptEvents);
}
