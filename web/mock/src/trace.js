import { EventEmitter } from "node:events";

/** @typedef {import("@countersign/bridge").TraceEvent} TraceEvent */

/** What each party saw, in order; emits `trace` with each new event. */
export class TraceLog extends EventEmitter {
  /** @type {TraceEvent[]} */
  events = [];

  /** @param {Omit<TraceEvent, "number" | "at_ms">} event */
  add(event) {
    const full = { number: this.events.length + 1, at_ms: Date.now(), ...event };
    this.events.push(full);
    this.emit("trace", full);
  }
}
