import type { DeviceView } from "@countersign/bridge";
import { IconLock } from "@tabler/icons-react";
import { clockFace } from "../app/parts/times";
import { Notification } from "./Notification";
import { useClock } from "./useClock";
import type { Press } from "./useDevice";

const today = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** The lock screen with what has come. */
export function LockScreen({ view, press }: { view: DeviceView; press: Press }) {
  const now = useClock();
  return (
    <div className="lock wallpaper">
      <div className="lock-clock">
        <IconLock size={20} aria-label="Locked" />
        <strong>{clockFace(now)}</strong>
        <span>{today.format(now)}</span>
      </div>
      <ul className="lock-list" aria-label="Notifications">
        {view.notifications.map(notification => (
          <Notification key={notification.id} notification={notification} press={press} />
        ))}
      </ul>
      <button
        type="button"
        className="lock-open"
        onClick={() => press({ control: "set_locked", args: false })}
      >
        Unlock the screen
      </button>
    </div>
  );
}
