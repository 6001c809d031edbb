/** In-memory doubles for tests: each keeps a small world and records what was asked of it. */
export { MemoryBridge, openView } from "./testing/bridge";
export { device, MemoryDevice } from "./testing/device";
export { MemoryTrace } from "./testing/trace";
export { channelRow, person, post } from "./testing/views";
