// @vitest-environment jsdom
import { device } from "@countersign/bridge/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { findHost } from "./findHost";
import { followFrameTheme } from "./frameTheme";

describe("finding the host", () => {
  it("is a simulated phone where a device answers, with that phone's habits", async () => {
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(device({ platform: "ios" }))));
    const host = await findHost(window);
    expect(host.mode).toBe("ios");
    expect(host.device).not.toBeNull();
  });

  it("is a bridge alone where none answers", async () => {
    vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
    expect(await findHost(window)).toMatchObject({ device: null, mode: "md" });
  });

  it("is Tauri where Tauri is, without asking the network", async () => {
    const fetched = vi.fn();
    vi.stubGlobal("fetch", fetched);
    const tauri = { core: { invoke: vi.fn() }, event: { listen: vi.fn() } };
    const inTauri = { __TAURI__: tauri, navigator: { userAgent: "iPhone" }, document } as unknown as Window;
    expect(await findHost(inTauri)).toMatchObject({ device: null, mode: "ios" });
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe("a framed phone", () => {
  const parent = {};
  let hear: (message: unknown) => void = () => {};
  const framed = {
    parent,
    addEventListener: (_kind: string, listener: (message: unknown) => void) => {
      hear = listener;
    },
  } as unknown as Window;

  beforeEach(() => {
    delete document.documentElement.dataset.theme;
    followFrameTheme(framed);
  });

  it("shows the theme the page around it chooses", () => {
    hear({ source: parent, data: { type: "countersign.theme", choice: "dark" } });
    expect(document.documentElement.dataset.theme).toBe("dark");
    hear({ source: parent, data: { type: "countersign.theme", choice: "system" } });
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  it("listens to nobody else, and to nothing else", () => {
    hear({ source: {}, data: { type: "countersign.theme", choice: "dark" } });
    hear({ source: parent, data: { type: "countersign.theme", choice: "url(x)" } });
    hear({ source: parent, data: null });
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});
