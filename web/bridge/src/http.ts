import { type Bridge, BridgeFailure } from "./contract";
import { listen } from "./stream";
import type { BridgeReply } from "./views";

const gone =
  "The simulated phone does not answer. Start it again with “countersign up”, then reload this page.";

/** The bridge of the simulated phone: `POST bridge` and the `bridge` events of `GET events`, below `base`. */
export function httpBridge(base: string): Bridge {
  return {
    call: call => postJson<BridgeReply>(new URL("bridge", base), call),
    events: listener => listen(new URL("events", base).href, "bridge", listener),
  };
}

/** Posts JSON and reads JSON. Rejects with {@link BridgeFailure} when nothing sensible comes back. */
export async function postJson<Reply>(url: URL, body: unknown): Promise<Reply> {
  return readJson<Reply>(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Fetches JSON. Rejects with {@link BridgeFailure} when nothing sensible comes back. */
export async function readJson<Reply>(url: URL, request: RequestInit = {}): Promise<Reply> {
  let response: Response;
  try {
    response = await fetch(url, { cache: "no-store", ...request });
  } catch {
    throw new BridgeFailure("internal", gone);
  }
  try {
    if (response.ok) return (await response.json()) as Reply;
  } catch {
    // Not JSON: the same as no answer.
  }
  throw new BridgeFailure("internal", gone);
}
