import axe from "axe-core";
import { expect } from "vitest";

/**
 * Fails when axe finds something that keeps somebody out. Colour is left to the tokens' own test and to the browser,
 * because jsdom paints nothing.
 */
export async function expectAccessible(root: Element = document.body): Promise<void> {
  const { violations } = await axe.run(root, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    resultTypes: ["violations"],
  });
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(" | ")}`);
  expect(found).toEqual([]);
}
