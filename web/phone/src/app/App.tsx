import type { Bridge } from "@countersign/bridge";
import { IonApp, IonButton, IonToast } from "@ionic/react";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { AppModel } from "../model/appModel";
import { AppProvider, useModel, useSnapshot } from "./AppContext";
import { Blocked, Erased, Locked } from "./gate/Closed";
import { GateScreen } from "./gate/GateScreen";
import { SignIn } from "./gate/SignIn";
import { Waiting } from "./parts/EmptyState";
import { InAppBanner } from "./parts/InAppBanner";
import { type Mode, ModeContext } from "./parts/mode";
import { Shell } from "./Shell";
import "./ionic.css";

type AppProps = {
  bridge: Bridge;
  mode: Mode;
  /** Whether the app is on the screen. */
  active: boolean;
};

/** The app: the same in the simulated phone and in Tauri. It shows what the core says and decides nothing. */
export function App({ bridge, mode, active }: AppProps) {
  const [model] = useState(() => new AppModel(bridge));
  useEffect(() => model.start(), [model]);
  useEffect(() => model.setActive(active), [model, active]);
  return (
    <ModeContext value={mode}>
      <AppProvider model={model}>
        <IonApp className={mode}>
          <Gate active={active} />
          <Notice />
          {active ? null : <Cover />}
        </IonApp>
      </AppProvider>
    </ModeContext>
  );
}

function Gate({ active }: { active: boolean }) {
  const { view, startFailure } = useSnapshot();
  const copy = view?.copy_allowed ?? true;
  useNoClipboard(!copy);
  if (!view)
    return startFailure ? <NotStarted message={startFailure.message} /> : <Waiting what="Opening…" />;
  const gate = view.gate;
  switch (gate.gate) {
    case "sign_in":
      return <SignIn gate={gate} />;
    case "locked":
      return <Locked gate={gate} active={active} />;
    case "blocked":
      return <Blocked gate={gate} />;
    case "erased":
      return <Erased gate={gate} />;
    case "open":
      return (
        <div className={copy ? undefined : "ion-no-copy"}>
          <Shell />
          <InAppBanner />
        </div>
      );
  }
}

function NotStarted({ message }: { message: string }) {
  const model = useModel();
  return (
    <GateScreen icon={<IconPlugConnectedX size={30} />} title="The app could not start" tone="danger">
      <p role="alert">{message}</p>
      <IonButton expand="block" onClick={() => void model.refresh()}>
        Try again
      </IonButton>
    </GateScreen>
  );
}

function Notice() {
  const model = useModel();
  const { notice } = useSnapshot();
  return (
    <IonToast
      isOpen={notice !== null}
      message={notice ?? ""}
      duration={6_000}
      position="top"
      buttons={[{ text: "Close", role: "cancel" }]}
      onDidDismiss={() => model.dismissNotice()}
    />
  );
}

/** Hides the screen from the app switcher where the policy wants it. */
function Cover() {
  return useSnapshot().view?.screen_protected ? <div className="cover" aria-hidden="true" /> : null;
}

function useNoClipboard(forbidden: boolean): void {
  useEffect(() => {
    if (!forbidden) return;
    const stop = (event: Event) => event.preventDefault();
    const kinds = ["copy", "cut", "paste"] as const;
    for (const kind of kinds) document.addEventListener(kind, stop);
    return () => {
      for (const kind of kinds) document.removeEventListener(kind, stop);
    };
  }, [forbidden]);
}
