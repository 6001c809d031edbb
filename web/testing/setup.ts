import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, expect, vi } from "vitest";

// A busy machine is not a failure.
configure({ asyncUtilTimeout: 10_000 });
afterEach(cleanup);

// A warning of React's, or an error of a component's, is a failure like any other.
beforeEach(() => {
  const said: unknown[][] = [];
  vi.spyOn(console, "error").mockImplementation((...words) => said.push(words));
  return () => expect(said, "console.error").toEqual([]);
});

if (typeof window !== "undefined") {
  // What jsdom leaves out and every browser has.
  window.matchMedia ??= query =>
    Object.assign(new EventTarget(), {
      matches: query === "(pointer: fine)",
      media: query,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
    }) as MediaQueryList;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  HTMLCanvasElement.prototype.getContext = () => null;
  Element.prototype.scrollIntoView ??= () => {};
}
