import { useSyncExternalStore } from "react";

/** What the reader chose: follow the system, or always one scheme. */
export type ThemeChoice = "system" | "light" | "dark";

const key = "countersign.theme";
const listeners = new Set<() => void>();
const choices: readonly ThemeChoice[] = ["system", "light", "dark"];

/** Whether a value from outside is a choice. */
export const isThemeChoice = (value: unknown): value is ThemeChoice => choices.includes(value as ThemeChoice);

/** The choice kept on this device; `system` when there is none or storage is closed to us. */
export function themeChoice(): ThemeChoice {
  const now = document.documentElement.dataset.themeChoice;
  if (isThemeChoice(now)) return now;
  try {
    const kept = localStorage.getItem(key);
    return isThemeChoice(kept) ? kept : "system";
  } catch {
    return "system";
  }
}

/** Makes a choice, keeps it, and shows it at once. */
export function setTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(key, choice);
  } catch {
    // Storage may be closed to a framed page: the choice then lasts as long as the page.
  }
  show(choice);
}

/** Shows the kept choice. Call once before the first paint. */
export function startTheme(): void {
  show(themeChoice());
}

/** Whether the page is dark now, by choice or by system. */
export function isDark(): boolean {
  const choice = themeChoice();
  if (choice !== "system") return choice === "dark";
  return typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The choice, and the way to change it. */
export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(watch, themeChoice), setTheme];
}

function show(choice: ThemeChoice): void {
  const root = document.documentElement;
  root.dataset.themeChoice = choice;
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
