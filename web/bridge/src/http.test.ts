import { describe, expect, it, vi } from "vitest";
import { httpDevice } from "./device";
import { httpBridge } from "./http";
import { httpTrace } from "./trace";

const answering = (body: BodyInit, status = 200) => {
  const fetched = vi.fn(async (_url: URL, _request?: RequestInit) => new Response(body, { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
};

describe("over HTTP", () => {
  it("posts a call below the page's own address", async () => {
    const fetched = answering('{"reply":"done"}');
    await httpBridge("http://127.0.0.1:8071/").call({ call: "open_channel", args: { channel_id: "c" } });
    const [url, request] = fetched.mock.calls[0] ?? [];
    expect(String(url)).toBe("http://127.0.0.1:8071/bridge");
    expect(request?.body).toBe('{"call":"open_channel","args":{"channel_id":"c"}}');
  });

  it("keeps a folder the phone is served below", async () => {
    const fetched = answering("{}");
    await httpDevice("http://127.0.0.1:5173/phones/ana/").press({ control: "set_locked", args: true });
    expect(String(fetched.mock.calls[0]?.[0])).toBe("http://127.0.0.1:5173/phones/ana/device");
  });

  it.each([
    ["a failing status", "no", 502],
    ["something that is not JSON", "<html>", 200],
  ])("takes %s as no answer", async (_name, body, status) => {
    answering(body, status);
    await expect(httpTrace("http://127.0.0.1/").list()).rejects.toMatchObject({ kind: "internal" });
  });

  it("says what to do when nobody answers", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    await expect(httpDevice("http://127.0.0.1/").look()).rejects.toThrow("countersign up");
  });
});
