import { type Bridge, type Device, httpBridge, httpDevice, tauriBridge } from "@countersign/bridge";
import type { Mode } from "../app/parts/mode";

/** What the page runs in. */
export type Host = {
  /** The way to the core. */
  bridge: Bridge;
  /** Whose habits to follow. */
  mode: Mode;
  /** The simulated device to draw around the app; a real phone has none. */
  device: Device | null;
};

/** Finds out what the page runs in: Tauri, a simulated phone, or a bridge alone. */
export async function findHost(window: Window): Promise<Host> {
  if (window.__TAURI__) {
    return { bridge: tauriBridge(window.__TAURI__), mode: modeOf(window.navigator.userAgent), device: null };
  }
  const base = new URL(".", window.document.baseURI).href;
  const device = httpDevice(base);
  try {
    const { platform } = await device.look();
    return { bridge: httpBridge(base), mode: platform === "ios" ? "ios" : "md", device };
  } catch {
    return { bridge: httpBridge(base), mode: modeOf(window.navigator.userAgent), device: null };
  }
}

const modeOf = (userAgent: string): Mode => (/iPhone|iPad|Macintosh/.test(userAgent) ? "ios" : "md");
