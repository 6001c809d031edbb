import { expect, it, vi } from "vitest";
import { type TauriGlobal, tauriBridge } from "./tauri";
import type { BridgeEvent } from "./views";

const shell = () => {
  const handlers = new Set<(event: { payload: BridgeEvent }) => void>();
  const invoke = vi.fn(async () => ({ reply: "done" }));
  const tauri = {
    core: { invoke },
    event: {
      listen: async (_name: string, handler: (event: { payload: BridgeEvent }) => void) => {
        handlers.add(handler);
        return () => handlers.delete(handler);
      },
    },
  } as unknown as TauriGlobal;
  return { tauri, invoke, handlers };
};

it("sends a call as the one argument of the command", async () => {
  const { tauri, invoke } = shell();
  await tauriBridge(tauri).call({ call: "sign_out" });
  expect(invoke).toHaveBeenCalledExactlyOnceWith("bridge", { call: { call: "sign_out" } });
});

it("hears events until the subscription ends, also when it ends at once", async () => {
  const { tauri, handlers } = shell();
  const heard = vi.fn();
  const end = tauriBridge(tauri).events({ event: heard });
  await Promise.resolve();
  for (const handler of handlers) handler({ payload: { event: "channels_changed" } });
  expect(heard).toHaveBeenCalledExactlyOnceWith({ event: "channels_changed" });
  end();
  expect(handlers.size).toBe(0);
  tauriBridge(tauri).events({ event: heard })();
  await Promise.resolve();
  await Promise.resolve();
  expect(handlers.size).toBe(0);
});
