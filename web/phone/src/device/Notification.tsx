import type { NotificationView } from "@countersign/bridge";
import { Mark } from "@countersign/design";
import { IconX } from "@tabler/icons-react";
import { timeOfDay } from "../app/parts/times";
import type { Press } from "./useDevice";
import "./notification.css";

/** One notification: a tap opens what it leads to, the cross takes it away. */
export function Notification({ notification, press }: { notification: NotificationView; press: Press }) {
  const { id, title, body, shown_at } = notification;
  return (
    <li className="notification">
      <button
        type="button"
        className="notification-text"
        onClick={() => press({ control: "tap_notification", args: id })}
      >
        <span className="notification-icon">
          <Mark size={18} />
        </span>
        <span>
          <strong>{title}</strong> <span className="notification-body">{body}</span>
        </span>
        <time>{timeOfDay(shown_at)}</time>
      </button>
      <button
        type="button"
        className="notification-away"
        aria-label={`Dismiss ${title}`}
        onClick={() => press({ control: "dismiss_notification", args: id })}
      >
        <IconX size={16} aria-hidden />
      </button>
    </li>
  );
}
