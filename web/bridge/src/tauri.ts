import type { Bridge } from "./contract";
import type { BridgeEvent, BridgeReply } from "./views";

/** The part of Tauri's global object the bridge uses (`app.withGlobalTauri` in the app's configuration). */
export type TauriGlobal = {
  core: { invoke<Result>(command: string, args?: Record<string, unknown>): Promise<Result> };
  event: {
    listen<Payload>(name: string, handler: (event: { payload: Payload }) => void): Promise<() => void>;
  };
};

declare global {
  interface Window {
    __TAURI__?: TauriGlobal;
  }
}

/** The bridge of the Tauri app: the command `bridge` with the call as its one argument, and events named `bridge`. */
export function tauriBridge(tauri: TauriGlobal): Bridge {
  return {
    call: call => tauri.core.invoke<BridgeReply>("bridge", { call }),
    events: listener => {
      let ended = false;
      let end = () => {
        ended = true;
      };
      void tauri.event
        .listen<BridgeEvent>("bridge", ({ payload }) => listener.event(payload))
        .then(unlisten => {
          if (ended) unlisten();
          else end = unlisten;
        });
      return () => end();
    },
  };
}
