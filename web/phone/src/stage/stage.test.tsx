// @vitest-environment jsdom
import { MemoryTrace } from "@countersign/bridge/testing";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../testing/axe";
import { press } from "../../../testing/press";
import { Stage } from "./Stage";
import { clearPush, erased, fullPush, idOnlyPush, notPushed, rejectedPush, trials } from "./samples";

const info = {
  phones: [
    { name: "Ana", platform: "ios", url: "about:blank#ana" },
    { name: "Ben", platform: "android", url: "about:blank#ben" },
  ],
  console: "http://127.0.0.1:8065/console/",
  server: "http://127.0.0.1:8065",
} as const;

const shown = async (...pushes: ReturnType<typeof idOnlyPush>[]) => {
  const trace = new MemoryTrace({ ...info, phones: [...info.phones] });
  for (const push of pushes) for (const event of push) trace.add(event);
  const { container } = render(<Stage trace={trace} />);
  await screen.findByTitle("Ana’s iPhone");
  const station = (stop: string) =>
    container.querySelector<HTMLElement>(`[data-stop="${stop}"]`) as HTMLElement;
  return { trace, container, station };
};
const panel = () => document.querySelector("#stage-panel") as HTMLElement;
const sights = (station: HTMLElement) =>
  Object.fromEntries(
    [...station.querySelectorAll<HTMLElement>(".sight")].map(({ dataset }) => [dataset.facet, dataset.sight]),
  );

describe("the overview", () => {
  it("says what to do before anything was pushed", async () => {
    await shown();
    screen.getByText("Nothing has been pushed yet");
    expect(panel().textContent).toContain("Ben’s phone");
    await expectAccessible(panel());
  });

  it("says the same while phones were only tried, and tells of that later", async () => {
    const { trace } = await shown(trials());
    screen.getByText("Nothing has been pushed yet");
    act(() => {
      for (const event of idOnlyPush()) trace.add(event);
    });
    await press(/Phones tried/, panel());
    screen.getByText("Phones can be reached");
    await expectAccessible(panel());
  });

  it("says that the vendor could not read an ID-only push, and shows that from its bytes", async () => {
    const { station } = await shown(idOnlyPush());
    screen.getByText("Google could not read it");
    expect(sights(station("vendor"))).toEqual({ text: "stand_in", channel: "absent", sender: "absent" });
    expect(station("screen").textContent).toContain("Lunch at noon?");
    expect(station("vendor").textContent).not.toContain("Lunch at noon?");
    await expectAccessible(panel());
  });

  it("says that the vendor could read a full push", async () => {
    const { station } = await shown(fullPush());
    screen.getByText("Apple could read it");
    expect(sights(station("vendor"))).toMatchObject({ text: "seen" });
    expect(station("gateway").textContent).toContain("Not reached.");
    await expectAccessible(panel());
  });

  it("shows the bytes of a step on demand, with what leaked marked", async () => {
    const { station } = await shown(fullPush());
    expect(document.querySelector("pre")).toBeNull();
    await press(/B of accepted/, station("vendor"));
    expect(document.querySelector("pre mark")?.textContent).toContain("Lunch at noon?");
    await expectAccessible(panel());
  });

  it("says that nothing was shown when the phone refused a push", async () => {
    const { station } = await shown(rejectedPush());
    screen.getByText("Refused: nothing was shown");
    expect(station("phone").textContent).toContain("wrong_key");
    expect(station("screen")).toBeNull();
    await expectAccessible(panel());
  });

  it("lists by name what a wipe destroyed and that nothing is left", async () => {
    const { container } = await shown([erased()]);
    screen.getByRole("heading", { name: "Ben’s phone erased itself" });
    const list = (name: string) => container.querySelector(`[data-list="${name}"] dd`)?.textContent;
    expect(list("removed_keys")).toBe("database-key");
    expect(list("left")).toBe("nothing");
    await expectAccessible(panel());
  });

  it("says why nothing was sent", async () => {
    await shown([notPushed()]);
    screen.getByText("Ben has the channel open and is looking at it.");
  });

  it("follows the newest message until one is chosen, and again on demand", async () => {
    const { trace, station } = await shown(idOnlyPush("one", 1_000));
    const add = (events: ReturnType<typeof idOnlyPush>) =>
      act(() => {
        for (const event of events) trace.add(event);
      });
    add(clearPush());
    screen.getByText("Google could not read it");
    const list = screen.getByRole("navigation", { name: "Pushes, newest first" });
    await press(/taken away/, list);
    screen.getByText("Google carried a bare signal");
    add(fullPush().map(event => ({ ...event, at_ms: event.at_ms + 10_000 })));
    screen.getByText("Google carried a bare signal");
    await press("Follow the newest");
    screen.getByText("Apple could read it");
    expect(station("sender").textContent).toContain("Lunch at noon?");
  });

  it("moves between its tabs with the arrow keys", async () => {
    await shown();
    const tabs = screen.getByRole("tablist");
    await userEvent.click(within(tabs).getByRole("tab", { name: "Ana" }));
    await userEvent.keyboard("{ArrowRight}");
    expect(within(tabs).getByRole("tab", { name: "Ben" }).getAttribute("aria-selected")).toBe("true");
    await userEvent.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(document.activeElement?.textContent).toBe("Who saw what");
  });

  it("says that the stack does not answer", async () => {
    const trace = new MemoryTrace({ ...info, phones: [] });
    trace.stage = () => Promise.reject(new Error("gone"));
    render(<Stage trace={trace} />);
    expect((await screen.findByRole("alert")).textContent).toContain("countersign up");
  });
});
