import type { DeviceView } from "@countersign/bridge";
import { type ReactNode, useState } from "react";
import { Banner } from "./Banner";
import { HomeScreen } from "./HomeScreen";
import { LockScreen } from "./LockScreen";
import { Prompt } from "./Prompt";
import { StatusBar } from "./StatusBar";
import { Tray } from "./Tray";
import type { Press } from "./useDevice";
import "./screen.css";

type ScreenProps = { view: DeviceView; press: Press; app: (active: boolean) => ReactNode };

/** What the phone's glass shows, in layers: home screen, app, lock screen, and what the system lays over them. */
export function Screen({ view, press, app }: ScreenProps) {
  const [tray, setTray] = useState(false);
  const open = view.app === "foreground";
  const active = open && !view.locked;
  const light = !active;
  return (
    <section className={`screen${light ? " screen-on-wallpaper" : ""}`} aria-label="Screen">
      <div className="layer" inert={active || view.locked || tray}>
        <HomeScreen view={view} press={press} />
      </div>
      {view.app === "killed" ? null : (
        <div
          className={`layer layer-app${open ? "" : " layer-away"}`}
          inert={!active || tray || view.prompt !== null}
        >
          {app(active)}
        </div>
      )}
      {view.locked ? (
        <div className="layer">
          <LockScreen view={view} press={press} />
        </div>
      ) : null}
      <StatusBar view={view} onTray={view.locked ? undefined : () => setTray(!tray)} trayOpen={tray} />
      {tray && !view.locked ? <Tray view={view} press={press} onClose={() => setTray(false)} /> : null}
      {view.locked || tray ? null : <Banner view={view} press={press} />}
      {view.prompt === null ? null : <Prompt question={view.prompt} platform={view.platform} press={press} />}
      <button
        type="button"
        className="home-bar"
        aria-label="Home"
        disabled={!active}
        onClick={() => press({ control: "press_home" })}
      />
    </section>
  );
}
