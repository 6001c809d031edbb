import { isThemeChoice, setTheme, type ThemeChoice } from "@countersign/design";

const kind = "countersign.theme";

/** Lets the overview page, which shows the phones in frames, choose light or dark for them. */
export function followFrameTheme(window: Window): void {
  if (window.parent === window) return;
  window.addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || typeof data !== "object" || data === null) return;
    const { type, choice } = data as { type?: unknown; choice?: unknown };
    if (type === kind && isThemeChoice(choice)) setTheme(choice);
  });
}

/** Tells a framed phone which theme to show. */
export function tellFrame(frame: HTMLIFrameElement, choice: ThemeChoice): void {
  frame.contentWindow?.postMessage({ type: kind, choice }, "*");
}
