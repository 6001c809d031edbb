import type { DeviceView } from "@countersign/bridge";
import { Mark } from "@countersign/design";
import { clockFace } from "../app/parts/times";
import { useClock } from "./useClock";
import type { Press } from "./useDevice";

const today = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** The home screen: a clock and the one app, with the number on its icon. */
export function HomeScreen({ view, press }: { view: DeviceView; press: Press }) {
  const now = useClock();
  return (
    <div className="home wallpaper">
      <div className="home-clock">
        <strong>{clockFace(now)}</strong>
        <span>{today.format(now)}</span>
      </div>
      <div className="home-dock">
        <button
          type="button"
          className="app-icon"
          data-badge={view.badge}
          onClick={() => press({ control: "open_app" })}
        >
          <span className="app-icon-tile">
            <Mark size={34} />
            {view.badge > 0 ? (
              <span className="app-badge" aria-hidden="true">
                {view.badge > 99 ? "99+" : view.badge}
              </span>
            ) : null}
          </span>
          <span>
            <span className="cs-hidden">Open </span>Countersign
            {view.badge > 0 ? <span className="cs-hidden">, {view.badge} unread</span> : null}
          </span>
        </button>
      </div>
    </div>
  );
}
