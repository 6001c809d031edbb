import type { Device, DeviceControl, DeviceView } from "@countersign/bridge";
import { useCallback, useEffect, useState } from "react";

/** The simulated device's state as it changes, whether it answers, and its buttons. */
export function useDevice(device: Device) {
  const [view, setView] = useState<DeviceView | null>(null);
  const [lost, setLost] = useState(false);
  const look = useCallback(async () => {
    try {
      setView(await device.look());
      setLost(false);
    } catch {
      setLost(true);
    }
  }, [device]);
  useEffect(() => {
    void look();
    return device.changes({ event: setView, resumed: () => void look(), lost: () => setLost(true) });
  }, [device, look]);
  const press = useCallback(
    (control: DeviceControl) => {
      void device.press(control).then(setView, () => setLost(true));
    },
    [device],
  );
  return { view, lost, press };
}

/** Presses a control of the device. */
export type Press = (control: DeviceControl) => void;
