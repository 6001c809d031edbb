import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { AppModel } from "../model/appModel";
import type { Snapshot } from "../model/snapshot";

const Context = createContext<AppModel | null>(null);

/** Gives the screens below it their model. */
export function AppProvider({ model, children }: { model: AppModel; children: ReactNode }) {
  return <Context value={model}>{children}</Context>;
}

/** The model: what a screen can do. */
export function useModel(): AppModel {
  const model = useContext(Context);
  if (!model) throw new Error("A screen of the app needs an AppProvider above it.");
  return model;
}

/** The snapshot: what a screen shows. */
export function useSnapshot(): Snapshot {
  const model = useModel();
  return useSyncExternalStore(model.watch, model.current);
}
