import type { Listener, Unsubscribe } from "../contract";
import type { Device } from "../device";
import type { DeviceControl, DeviceView } from "../views";

/** Ben's iPhone on its home screen with an empty tray, changed where told. */
export const device = (view: Partial<DeviceView> = {}): DeviceView => ({
  name: "Ben",
  platform: "ios",
  app: "background",
  locked: false,
  online: true,
  jailbroken: false,
  badge: 0,
  notifications: [],
  storage: {
    keys: ["database-key", "session-token"],
    files: [{ path: "accounts/1/chat.db", size_bytes: 155_648 }],
  },
  prompt: null,
  ...view,
});

/** A device in memory that records what was pressed and does the plain part of it. */
export class MemoryDevice implements Device {
  /** Every control pressed so far. */
  readonly pressed: DeviceControl[] = [];
  private readonly listeners = new Set<Listener<DeviceView>>();

  constructor(public view: DeviceView = device()) {}

  /** Changes the state and tells it. */
  become(view: Partial<DeviceView>): void {
    this.view = { ...this.view, ...view };
    for (const listener of [...this.listeners]) listener.event(this.view);
  }

  async look(): Promise<DeviceView> {
    return this.view;
  }

  async press(control: DeviceControl): Promise<DeviceView> {
    this.pressed.push(control);
    this.become(effect(control, this.view));
    return this.view;
  }

  changes(listener: Listener<DeviceView>): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function effect(control: DeviceControl, view: DeviceView): Partial<DeviceView> {
  switch (control.control) {
    case "open_app":
      return { app: "foreground" };
    case "press_home":
      return view.app === "foreground" ? { app: "background" } : {};
    case "kill_app":
      return { app: "killed" };
    case "set_locked":
      return { locked: control.args };
    case "set_online":
      return { online: control.args };
    case "set_jailbroken":
      return { jailbroken: control.args };
    case "answer_prompt":
      return { prompt: null };
    case "tap_notification":
      return { app: "foreground", locked: false, notifications: without(view, control.args) };
    case "dismiss_notification":
      return { notifications: without(view, control.args) };
  }
}

const without = (view: DeviceView, id: string) => view.notifications.filter(shown => shown.id !== id);
