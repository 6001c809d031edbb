import type { DeviceView } from "@countersign/bridge";
import { IconBattery3, IconPlane, IconWifi } from "@tabler/icons-react";
import { clockFace } from "../app/parts/times";
import { useClock } from "./useClock";

type StatusBarProps = { view: DeviceView; onTray: (() => void) | undefined; trayOpen: boolean };

/** Time, network and battery. Pressing it pulls the notifications down. */
export function StatusBar({ view, onTray, trayOpen }: StatusBarProps) {
  const count = view.notifications.length;
  return (
    <button type="button" className="status-bar" aria-expanded={trayOpen} disabled={!onTray} onClick={onTray}>
      <span className="cs-hidden">
        Notifications, {count === 0 ? "none" : count}. Network {view.online ? "on" : "off"}.
      </span>
      <span className="status-time" aria-hidden="true">
        {clockFace(useClock())}
      </span>
      {view.platform === "android" && count > 0 ? <span className="status-dot" /> : null}
      <span className="status-cutout" />
      <span className="status-icons">
        {view.online ? <IconWifi size={16} aria-hidden /> : <IconPlane size={16} aria-hidden />}
        <IconBattery3 size={20} aria-hidden />
      </span>
    </button>
  );
}
