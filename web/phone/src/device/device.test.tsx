// @vitest-environment jsdom
import { device, MemoryDevice } from "@countersign/bridge/testing";
import { act, render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../testing/axe";
import { press } from "../../../testing/press";
import { SimulatedPhone } from "./SimulatedPhone";

const notification = {
  id: "n1",
  title: "Ana Duarte",
  body: "Lunch at noon?",
  thread: "c",
  shown_at: 1_700_000_000_000,
};

const shown = async (view: Parameters<typeof device>[0] = {}) => {
  const phone = new MemoryDevice(device(view));
  render(<SimulatedPhone device={phone} app={active => <p>The app is {active ? "active" : "away"}</p>} />);
  await screen.findByRole("toolbar");
  return phone;
};

describe("a simulated phone", () => {
  it("shows its home screen with the number on the icon, and opens the app", async () => {
    const phone = await shown({ badge: 3 });
    await expectAccessible();
    await press(/^Open ?Countersign ?, 3 unread$/);
    expect(phone.pressed).toEqual([{ control: "open_app" }]);
    await screen.findByText("The app is active");
  });

  it("keeps the app while it is in the background and ends it when it is killed", async () => {
    const phone = await shown({ app: "foreground" });
    await press(/^Home/, screen.getByRole("toolbar"));
    await screen.findByText("The app is away");
    await press(/^Kill app/);
    expect(screen.queryByText(/^The app is/)).toBeNull();
    expect(phone.pressed.map(({ control }) => control)).toEqual(["press_home", "kill_app"]);
  });

  it("slides a banner in for what comes, not for what was there", async () => {
    const phone = await shown({ notifications: [{ ...notification, id: "old", body: "yesterday" }] });
    expect(screen.queryByText("yesterday")).toBeNull();
    act(() => phone.become({ notifications: [notification, ...phone.view.notifications] }));
    await screen.findByText("Lunch at noon?");
    await expectAccessible();
    await press(/^Ana Duarte Lunch at noon/);
    expect(phone.pressed).toEqual([{ control: "tap_notification", args: "n1" }]);
    expect(screen.queryByText("Lunch at noon?")).toBeNull();
  });

  it("lists what has come on the lock screen and takes away what one dismisses", async () => {
    const phone = await shown({ locked: true, app: "foreground", notifications: [notification] });
    screen.getByText("The app is away");
    await expectAccessible();
    await press("Dismiss Ana Duarte");
    await waitFor(() => expect(screen.queryByText("Lunch at noon?")).toBeNull());
    await press("Unlock the screen");
    expect(phone.pressed.at(-1)).toEqual({ control: "set_locked", args: false });
    await screen.findByText("The app is active");
  });

  it("pulls the notifications down from the status bar", async () => {
    await shown({ notifications: [notification] });
    await press("Notifications, 1. Network on.");
    screen.getByText("Lunch at noon?");
    await expectAccessible();
    await press("Close");
    expect(screen.queryByText("Lunch at noon?")).toBeNull();
  });

  it("says that there are no notifications", async () => {
    await shown();
    await press("Notifications, none. Network on.");
    screen.getByText("No notifications");
  });

  it("turns its buttons into what they would undo", async () => {
    const phone = await shown({ online: false, jailbroken: true, locked: true });
    await press(/^Online/);
    await press(/^Jailbreak/);
    expect(phone.pressed).toEqual([
      { control: "set_online", args: true },
      { control: "set_jailbroken", args: false },
    ]);
  });

  it.each([
    ["ios", "It is the owner’s face", true],
    ["android", "It is somebody else", false],
  ] as const)("asks the owner of an %s phone", async (platform, answer, args) => {
    const phone = await shown({ platform, app: "foreground", prompt: "Unlock Countersign" });
    screen.getByRole("alertdialog", { name: "Unlock Countersign" });
    await expectAccessible();
    await press(answer);
    expect(phone.pressed).toEqual([{ control: "answer_prompt", args }]);
  });

  it("does not let a slow answer undo what has happened since", async () => {
    const phone = await shown({ badge: 1 });
    const slow = phone.view;
    phone.press = async () => {
      phone.become({ badge: 0 });
      return slow;
    };
    await press(/^Lock/);
    screen.getByRole("button", { name: /^Open ?Countersign$/ });
  });

  it("says what the app keeps, and that nothing is left after a wipe", async () => {
    const phone = await shown();
    screen.getByText("Kept on this phone: 2 keys, 1 file (152 KB)");
    act(() => phone.become({ storage: { keys: [], files: [{ path: "last-server", size_bytes: 22 }] } }));
    await screen.findByText("Kept on this phone: no key, no file.");
    screen.getByText("Notes of the app, without content: last-server");
  });
});
