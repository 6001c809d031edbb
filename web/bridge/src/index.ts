export { type Answer, ask, type Bridge, BridgeFailure, type Listener, type Unsubscribe } from "./contract";
export { type Device, httpDevice } from "./device";
export { httpBridge } from "./http";
export { type TauriGlobal, tauriBridge } from "./tauri";
export { httpTrace, type Stage, type StagePhone, type Trace } from "./trace";
export type * from "./views";
