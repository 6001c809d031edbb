import { describe, expect, it } from "vitest";
import { contrast } from "./contrast";
import { tokensAsCss } from "./css";
import { colours, contrastPairs, motionMs } from "./tokens";

describe("tokens", () => {
  it.each(contrastPairs)("%s on %s has a contrast of at least %d", (front, back, least) => {
    for (const scheme of ["light", "dark"] as const) {
      expect(contrast(colours[front][scheme], colours[back][scheme]), scheme).toBeGreaterThanOrEqual(least);
    }
  });

  it("keep motion under 200 ms", () => {
    for (const ms of Object.values(motionMs)) expect(ms).toBeLessThan(200);
  });

  it("are what the style sheet says", async () => {
    await expect(tokensAsCss()).toMatchFileSnapshot("./tokens.css");
  });
});

describe("contrast", () => {
  it("is 21 for black on white and 1 for a colour on itself", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#0b6a60", "#0b6a60")).toBe(1);
  });
});
