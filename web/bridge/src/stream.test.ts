import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listen } from "./stream";

/** A browser's `EventSource` worked by hand. */
class HandSource {
  static readonly CLOSED = 2;
  static made: HandSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private readonly handlers = new Map<string, (message: { type: string; data: string }) => void>();

  constructor(readonly url: string) {
    HandSource.made.push(this);
  }

  addEventListener(kind: string, handler: (message: { type: string; data: string }) => void) {
    this.handlers.set(kind, handler);
  }

  close() {
    this.readyState = HandSource.CLOSED;
  }

  send(kind: string, value: unknown) {
    this.handlers.get(kind)?.({ type: kind, data: JSON.stringify(value) });
  }

  fail(state: number) {
    this.readyState = state;
    this.onerror?.();
  }
}

const url = "http://phone.test/events";
const nothing = { event: () => {} };
const source = (at = 0) => HandSource.made[at] as HandSource;

beforeEach(() => {
  HandSource.made = [];
  vi.stubGlobal("EventSource", HandSource);
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe("listen", () => {
  it("gives each listener the events of its kind over one connection", () => {
    const device = vi.fn();
    const bridge = vi.fn();
    const ends = [listen(url, "device", { event: device }), listen(url, "bridge", { event: bridge })];
    source().send("device", { locked: true });
    expect(HandSource.made).toHaveLength(1);
    expect(device).toHaveBeenCalledExactlyOnceWith({ locked: true });
    expect(bridge).not.toHaveBeenCalled();
    for (const end of ends) end();
  });

  it("says once that the line is lost and then that it is back", () => {
    const lost = vi.fn();
    const resumed = vi.fn();
    const end = listen(url, "device", { event: () => {}, lost, resumed });
    source().onopen?.();
    expect(resumed).not.toHaveBeenCalled();
    source().fail(0);
    source().fail(0);
    source().onopen?.();
    expect(lost).toHaveBeenCalledOnce();
    expect(resumed).toHaveBeenCalledOnce();
    end();
  });

  it("connects anew when the browser gave up", () => {
    const end = listen(url, "device", nothing);
    source().fail(HandSource.CLOSED);
    vi.runAllTimers();
    expect(HandSource.made).toHaveLength(2);
    end();
  });

  it("closes with the last listener and starts fresh with the next", () => {
    const first = listen(url, "device", nothing);
    const second = listen(url, "bridge", nothing);
    first();
    expect(source().readyState).toBe(0);
    second();
    expect(source().readyState).toBe(HandSource.CLOSED);
    listen(url, "device", nothing)();
    expect(HandSource.made).toHaveLength(2);
  });
});
