import type { DeviceControl, DeviceView } from "@countersign/bridge";
import { Notification } from "./Notification";
import type { Press } from "./useDevice";

type TrayProps = { view: DeviceView; press: Press; onClose: () => void };

/** The notifications pulled down over whatever is open. */
export function Tray({ view, press, onClose }: TrayProps) {
  const pressAndClose = (control: DeviceControl) => {
    press(control);
    if (control.control === "tap_notification") onClose();
  };
  return (
    <section className="tray" aria-label="Notifications">
      {view.notifications.length === 0 ? <p>No notifications</p> : null}
      <ul>
        {view.notifications.map(notification => (
          <Notification key={notification.id} notification={notification} press={pressAndClose} />
        ))}
      </ul>
      <button type="button" className="tray-close" onClick={onClose}>
        Close
      </button>
    </section>
  );
}
