import type { Listener, Unsubscribe } from "./contract";
import { readJson } from "./http";
import { listen } from "./stream";
import type { DevicePlatform, TraceEvent } from "./views";

/** What the overview page is told about the stack: `GET stage.json`. */
export type Stage = {
  /** The phones, in order. */
  phones: StagePhone[];
  /** Address of the console. */
  console: string;
  /** Address of the server. */
  server: string;
};

/** A phone on the overview page. */
export type StagePhone = {
  /** Whose phone. */
  name: string;
  /** Its kind. */
  platform: DevicePlatform;
  /** Its own address. */
  url: string;
};

/** What each party saw of each push. */
export type Trace = {
  /** Who is on the stage. */
  stage(): Promise<Stage>;
  /** Everything so far, in order of {@link TraceEvent.number}. */
  list(): Promise<TraceEvent[]>;
  /** Hears each new event. */
  events(listener: Listener<TraceEvent>): Unsubscribe;
};

/** The stack's trace: `GET stage.json`, `GET trace`, and the `trace` events of `GET trace/events`, below `base`. */
export function httpTrace(base: string): Trace {
  return {
    stage: () => readJson<Stage>(new URL("stage.json", base)),
    list: () => readJson<TraceEvent[]>(new URL("trace", base)),
    events: listener => listen(new URL("trace/events", base).href, "trace", listener),
  };
}
