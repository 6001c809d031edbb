import type { GateView } from "@countersign/bridge";
import { IonButton } from "@ionic/react";
import { IconEraser, IconFingerprint, IconShieldX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useModel } from "../AppContext";
import { ConfirmSignOut } from "../settings/ConfirmSignOut";
import { GateScreen } from "./GateScreen";

type LockedProps = { gate: Extract<GateView, { gate: "locked" }>; active: boolean };

/** The device's owner must authenticate. Asks as soon as the app is on the screen, and again on demand. */
export function Locked({ gate, active }: LockedProps) {
  const model = useModel();
  useEffect(() => {
    if (active) void model.unlock();
  }, [model, active]);
  return (
    <GateScreen icon={<IconFingerprint size={30} />} title="Locked">
      <p>Secured by {gate.vendor}. Show this phone that it is you to read your messages.</p>
      <IonButton expand="block" onClick={() => void model.unlock()}>
        Unlock
      </IonButton>
    </GateScreen>
  );
}

/** The app must not run here. */
export function Blocked({ gate }: { gate: Extract<GateView, { gate: "blocked" }> }) {
  const [asking, setAsking] = useState(false);
  return (
    <GateScreen icon={<IconShieldX size={30} />} title={`Blocked by ${gate.vendor}`} tone="danger">
      <p>{gate.reason}</p>
      {gate.can_sign_out ? (
        <>
          <p>Put that right, or sign out to take this account off the phone.</p>
          <IonButton expand="block" fill="outline" color="danger" onClick={() => setAsking(true)}>
            Sign out
          </IonButton>
          <ConfirmSignOut open={asking} onClose={() => setAsking(false)} />
        </>
      ) : (
        <p>Ask your administrator what to do.</p>
      )}
    </GateScreen>
  );
}

/** The account's data was erased from this device. */
export function Erased({ gate }: { gate: Extract<GateView, { gate: "erased" }> }) {
  const model = useModel();
  return (
    <GateScreen icon={<IconEraser size={30} />} title="Erased from this phone" tone="danger">
      <p>{gate.reason}</p>
      <p>Nothing of the account is left here. If you think this is a mistake, ask your administrator.</p>
      <IonButton expand="block" onClick={() => void model.acknowledgeErased()}>
        Understood
      </IonButton>
    </GateScreen>
  );
}
