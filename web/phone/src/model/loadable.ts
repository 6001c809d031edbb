import { BridgeFailure } from "@countersign/bridge";

/** Something that is asked for, has come, or did not come. */
export type Loadable<Value> =
  | { state: "loading" }
  | { state: "ready"; value: Value }
  | { state: "failed"; failure: BridgeFailure };

/** Asked for. */
export const loading = { state: "loading" } as const;

/** Has come. */
export const ready = <Value>(value: Value): Loadable<Value> => ({ state: "ready", value });

/** Whatever was thrown, as a failure with words for the user. */
export function failureOf(error: unknown): BridgeFailure {
  if (error instanceof BridgeFailure) return error;
  return new BridgeFailure(
    "internal",
    "Something went wrong in the app. Try again; if it stays, restart the app.",
  );
}
