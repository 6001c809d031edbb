import type { Listener, Unsubscribe } from "./contract";
import { postJson, readJson } from "./http";
import { listen } from "./stream";
import type { DeviceControl, DeviceView } from "./views";

/** The simulated device around the app: what it shows, and its buttons. */
export type Device = {
  /** Its whole state. */
  look(): Promise<DeviceView>;
  /** Presses a button. Gives the state after it. */
  press(control: DeviceControl): Promise<DeviceView>;
  /** Hears each new state. */
  changes(listener: Listener<DeviceView>): Unsubscribe;
};

/** The simulated phone's own device: `GET` and `POST device`, and the `device` events of `GET events`, below `base`. */
export function httpDevice(base: string): Device {
  const address = new URL("device", base);
  return {
    look: () => readJson<DeviceView>(address),
    press: control => postJson<DeviceView>(address, control),
    changes: listener => listen(new URL("events", base).href, "device", listener),
  };
}
