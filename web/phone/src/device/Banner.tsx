import type { DeviceView, NotificationView } from "@countersign/bridge";
import { useEffect, useRef, useState } from "react";
import { Notification } from "./Notification";
import type { Press } from "./useDevice";

const shownMs = 7_000;

/** A notification that has just come, sliding in over what is open. It stays in the tray when it has left. */
export function Banner({ view, press }: { view: DeviceView; press: Press }) {
  const fresh = useFresh(view.notifications);
  return (
    <div className="banner-place" aria-live="polite">
      {fresh ? (
        <ul className="banner" key={fresh.id}>
          <Notification notification={fresh} press={press} />
        </ul>
      ) : null}
    </div>
  );
}

/** The newest notification that came while this was watching, for a few seconds or until it is taken away. */
function useFresh(notifications: NotificationView[]): NotificationView | null {
  const seen = useRef<Set<string>>(null);
  const [freshId, setFreshId] = useState<string | null>(null);
  useEffect(() => {
    const known = seen.current;
    seen.current = new Set(notifications.map(({ id }) => id));
    const came = known ? notifications.find(({ id }) => !known.has(id)) : undefined;
    if (came) setFreshId(came.id);
  }, [notifications]);
  useEffect(() => {
    if (freshId === null) return;
    const timer = setTimeout(() => setFreshId(null), shownMs);
    return () => clearTimeout(timer);
  }, [freshId]);
  return notifications.find(({ id }) => id === freshId) ?? null;
}
