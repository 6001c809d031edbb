import { type ReactNode, useSyncExternalStore } from "react";

/** A phone whose screen is the page's: the app fills it, and is active while the page is visible. */
export function RealPhone({ app }: { app: (active: boolean) => ReactNode }) {
  return <main>{app(useSyncExternalStore(watchVisibility, isVisible))}</main>;
}

const isVisible = () => document.visibilityState === "visible";

function watchVisibility(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
