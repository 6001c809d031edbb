import { isDark, useTheme } from "@countersign/design";
import { MantineProvider } from "@mantine/core";
import { type ReactNode, useSyncExternalStore } from "react";
import { resolver, theme } from "./theme";

/** Mantine, in the scheme the tokens are in. `still` leaves transitions out, for tests. */
export function Provider({ still = false, children }: { still?: boolean; children: ReactNode }) {
  useTheme();
  const dark = useSyncExternalStore(watchSystem, isDark);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolver}
      env={still ? "test" : "default"}
      forceColorScheme={dark ? "dark" : "light"}
    >
      {children}
    </MantineProvider>
  );
}

function watchSystem(changed: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => system.removeEventListener("change", changed);
}
