import type { Listener, Unsubscribe } from "../contract";
import type { Stage, Trace } from "../trace";
import type { TraceEvent } from "../views";

/** A trace in memory. */
export class MemoryTrace implements Trace {
  private readonly listeners = new Set<Listener<TraceEvent>>();

  constructor(
    private readonly known: Stage,
    readonly seen: TraceEvent[] = [],
  ) {}

  /** Adds an event and tells it. */
  add(event: Omit<TraceEvent, "number">): void {
    const numbered = { ...event, number: this.seen.length + 1 };
    this.seen.push(numbered);
    for (const listener of [...this.listeners]) listener.event(numbered);
  }

  async stage(): Promise<Stage> {
    return this.known;
  }

  async list(): Promise<TraceEvent[]> {
    return [...this.seen];
  }

  events(listener: Listener<TraceEvent>): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
