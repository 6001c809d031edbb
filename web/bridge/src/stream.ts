import type { Listener, Unsubscribe } from "./contract";

/**
 * Listens to one kind of server-sent event at `url`. The data of each is one JSON value.
 *
 * One `EventSource` is shared by everybody who listens to the same address, because browsers allow few connections
 * to one host. It reconnects by itself, or is made anew when the browser has given up.
 */
export function listen<Event>(url: string, kind: string, listener: Listener<Event>): Unsubscribe {
  const stream = Stream.of(url);
  return stream.join(kind, listener as Listener<unknown>);
}

const retryMs = 1_000;

class Stream {
  private static readonly open = new Map<string, Stream>();

  private source: EventSource | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private gap = false;
  private readonly members = new Map<string, Set<Listener<unknown>>>();

  static of(url: string): Stream {
    const stream = Stream.open.get(url) ?? new Stream(url);
    Stream.open.set(url, stream);
    return stream;
  }

  private constructor(private readonly url: string) {}

  join(kind: string, listener: Listener<unknown>): Unsubscribe {
    const members = this.members.get(kind) ?? new Set();
    members.add(listener);
    this.members.set(kind, members);
    if (!this.source && this.retry === undefined) this.connect();
    else if (members.size === 1) this.source?.addEventListener(kind, this.deliver);
    return () => this.leave(kind, listener);
  }

  private leave(kind: string, listener: Listener<unknown>): void {
    this.members.get(kind)?.delete(listener);
    if ([...this.members.values()].some(members => members.size > 0)) return;
    this.source?.close();
    this.source = undefined;
    clearTimeout(this.retry);
    this.retry = undefined;
    Stream.open.delete(this.url);
  }

  private connect(): void {
    this.retry = undefined;
    const source = new EventSource(this.url);
    this.source = source;
    for (const kind of this.members.keys()) source.addEventListener(kind, this.deliver);
    source.onopen = () => {
      if (!this.gap) return;
      this.gap = false;
      this.everybody(listener => listener.resumed?.());
    };
    source.onerror = () => {
      if (!this.gap) this.everybody(listener => listener.lost?.());
      this.gap = true;
      if (source.readyState !== EventSource.CLOSED) return;
      this.source = undefined;
      this.retry = setTimeout(() => this.connect(), retryMs);
    };
  }

  private readonly deliver = (message: MessageEvent<string>) => {
    const value: unknown = JSON.parse(message.data);
    for (const listener of [...(this.members.get(message.type) ?? [])]) listener.event(value);
  };

  private everybody(tell: (listener: Listener<unknown>) => void): void {
    for (const members of this.members.values()) for (const listener of [...members]) tell(listener);
  }
}
