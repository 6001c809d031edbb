import type { Device, DeviceControl, DeviceView } from "@countersign/bridge";
import { useCallback, useEffect, useRef, useState } from "react";

/**
 * The simulated device's state as it changes, whether it answers, and its buttons.
 *
 * Answers and events come over two connections and may overtake each other: an answer counts only when no event has
 * come since it was asked for.
 */
export function useDevice(device: Device) {
  const [view, setView] = useState<DeviceView | null>(null);
  const [lost, setLost] = useState(false);
  const heard = useRef(0);
  const take = useCallback(async (ask: () => Promise<DeviceView>) => {
    const before = heard.current;
    try {
      const answer = await ask();
      if (before === heard.current) setView(answer);
      setLost(false);
    } catch {
      setLost(true);
    }
  }, []);
  useEffect(() => {
    const end = device.changes({
      event: next => {
        heard.current++;
        setView(next);
      },
      resumed: () => void take(() => device.look()),
      lost: () => setLost(true),
    });
    void take(() => device.look());
    return end;
  }, [device, take]);
  const press = useCallback(
    (control: DeviceControl) => void take(() => device.press(control)),
    [device, take],
  );
  return { view, lost, press };
}

/** Presses a control of the device. */
export type Press = (control: DeviceControl) => void;
