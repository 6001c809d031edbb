// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { setTheme, startTheme, themeChoice } from "./theme";

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset.theme;
  delete document.documentElement.dataset.themeChoice;
});

it("follows the system until somebody chooses", () => {
  startTheme();
  expect(themeChoice()).toBe("system");
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

it("keeps a choice for the next start", () => {
  setTheme("dark");
  delete document.documentElement.dataset.themeChoice;
  startTheme();
  expect(document.documentElement.dataset.theme).toBe("dark");
});

it("takes a stored value it does not know as system", () => {
  localStorage.setItem("countersign.theme", "sepia");
  startTheme();
  expect(themeChoice()).toBe("system");
});
