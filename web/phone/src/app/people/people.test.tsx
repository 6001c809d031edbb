// @vitest-environment jsdom
import { MemoryBridge, person } from "@countersign/bridge/testing";
import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../../testing/axe";
import { press } from "../../../../testing/press";
import { channel, filled, renderApp } from "../testing";

const open = async (bridge: MemoryBridge) => {
  renderApp(bridge);
  await screen.findByRole("region", { name: "Channels" });
  await press("New message");
  await screen.findByRole("heading", { name: "New message" });
};
const withPeople = () => {
  const bridge = filled(new MemoryBridge());
  bridge.people = [
    person({ display_name: "Ana Duarte" }),
    person({ display_name: "Chidi Amari", status: "dnd" }),
  ];
  return bridge;
};
const search = (value: string) =>
  act(async () => {
    document
      .querySelector("ion-searchbar")
      ?.dispatchEvent(new CustomEvent("ionInput", { detail: { value } }));
  });

describe("finding people", () => {
  it("shows everybody first, with their presence in words", async () => {
    await open(withPeople());
    await screen.findByRole("button", { name: /Chidi Amari.*Do not disturb/ });
    await expectAccessible();
  });

  it("narrows down while one types, and asks once for what is typed in one go", async () => {
    const bridge = withPeople();
    await open(bridge);
    await screen.findByText("Chidi Amari");
    await search("a");
    await search("an");
    await waitFor(() => expect(screen.queryByText("Chidi Amari")).toBeNull());
    expect(bridge.callsOf("find_people").map(({ args }) => args.term)).toEqual(["", "an"]);
  });

  it("says what to try when nobody was found", async () => {
    await open(withPeople());
    await search("zzz");
    await screen.findByText("Nobody called “zzz”");
    await expectAccessible();
  });

  it("says why the search did not work and tries again", async () => {
    const bridge = withPeople();
    bridge.refuse("find_people", "unreachable", "No network.");
    await open(bridge);
    await screen.findByText("The search did not work");
    await expectAccessible();
    bridge.allow("find_people");
    await press("Try again");
    await screen.findByText("Chidi Amari");
  });

  it("opens the direct channel with whom one picks", async () => {
    const bridge = withPeople();
    const ana = bridge.people[0];
    bridge.opened.set(ana?.user_id ?? "", channel({ id: "dm", name: "Ana Duarte", kind: "direct" }));
    await open(bridge);
    await screen.findByText("Chidi Amari");
    await press(/Ana Duarte.*@ana/);
    await screen.findByLabelText("Message to Ana Duarte");
  });

  it("says why a conversation could not be started", async () => {
    const bridge = withPeople();
    await open(bridge);
    await screen.findByText("Chidi Amari");
    await press(/Chidi/);
    expect((await screen.findByRole("alert")).textContent).toContain("not there any more");
  });
});
