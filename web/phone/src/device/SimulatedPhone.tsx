import type { Device } from "@countersign/bridge";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Controls } from "./Controls";
import { Screen } from "./Screen";
import { Storage } from "./Storage";
import { useDevice } from "./useDevice";
import "./simulatedPhone.css";

/** A phone drawn around the app: its body and screen, the buttons a real one has, and what the app keeps on it. */
export function SimulatedPhone({ device, app }: { device: Device; app: (active: boolean) => ReactNode }) {
  const { view, lost, press } = useDevice(device);
  if (!view) return <main className="bench">{lost ? <Unplugged /> : null}</main>;
  const kind = view.platform === "ios" ? "iPhone" : "Android phone";
  return (
    <main className={`bench ${view.platform}`}>
      <div className="handset">
        <Screen view={view} press={press} app={app} />
      </div>
      <section className="side" aria-label={`${view.name}’s ${kind}`}>
        <h1 className="side-title">
          {view.name}’s {kind}
        </h1>
        {lost ? <Unplugged /> : null}
        <Controls view={view} press={press} />
        <Storage storage={view.storage} />
      </section>
    </main>
  );
}

function Unplugged() {
  return (
    <p className="unplugged" role="alert">
      <IconPlugConnectedX size={18} aria-hidden />
      This simulated phone does not answer. Start it again with “countersign up”; the page comes back by
      itself.
    </p>
  );
}
