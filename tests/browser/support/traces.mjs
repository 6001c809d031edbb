import assert from "node:assert/strict";

const withinMs = 30_000;

/** The trace as the stack itself tells it, without the page's help. */
export class Traces {
  constructor(overview) {
    this.url = new URL("trace", overview);
  }

  /** Everything so far. */
  async all() {
    return (await fetch(this.url)).json();
  }

  /** Waits for an event that fits and gives it. Reads the stream, so nothing is polled. */
  async find(what, fits) {
    const reader = new AbortController();
    const timeout = setTimeout(() => reader.abort(), withinMs);
    try {
      const stream = await fetch(new URL("trace/events", this.url), { signal: reader.signal });
      const known = (await this.all()).find(fits);
      if (known) return known;
      let text = "";
      for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const events = text.split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) {
          const data = /^data: ?(.*)$/m.exec(event)?.[1];
          const value = data ? JSON.parse(data) : undefined;
          if (value && fits(value)) return value;
        }
      }
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      clearTimeout(timeout);
      reader.abort();
    }
    return assert.fail(`the trace never told of ${what}`);
  }

  /** What a party had of one push, as one text. */
  async bytes(ackId, ...parties) {
    const events = (await this.all()).filter(event => event.ack_id === ackId && parties.includes(event.party));
    assert.ok(events.length > 0, `${parties.join(" or ")} had nothing of ${ackId}`);
    return JSON.stringify(events.map(event => event.detail));
  }
}
