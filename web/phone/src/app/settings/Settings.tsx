import { type ThemeChoice, useTheme } from "@countersign/design";
import { IonButton, IonLabel, IonSegment, IonSegmentButton } from "@ionic/react";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useModel, useSnapshot } from "../AppContext";
import { Avatar } from "../parts/Avatar";
import { ConnectionBar } from "../parts/ConnectionBar";
import { Page } from "../parts/Page";
import { Presence, presenceWords } from "../parts/Presence";
import { ConfirmSignOut } from "./ConfirmSignOut";
import "./settings.css";

const statuses = ["online", "away", "dnd", "offline"] as const;

/** Who one is here, one's presence, how the app looks, and the way out. */
export function Settings({ onBack }: { onBack: () => void }) {
  const [leaving, setLeaving] = useState(false);
  const account = useSnapshot().view?.account;
  if (!account) return null;
  return (
    <Page title="Settings" onBack={onBack} takeFocus below={<ConnectionBar />}>
      <div className="page-scroll page-foot settings">
        <div className="settings-who">
          <Avatar name={account.display_name} size="lg" />
          <div>
            <strong>{account.display_name}</strong>
            <span>
              @{account.username} · {account.site_name}
            </span>
            <span>{account.server_url}</span>
          </div>
        </div>
        <StatusList current={account.status} />
        <Appearance />
        <IonButton
          expand="block"
          fill="outline"
          color="danger"
          className="settings-out"
          onClick={() => setLeaving(true)}
        >
          Sign out
        </IonButton>
        <ConfirmSignOut open={leaving} onClose={() => setLeaving(false)} />
      </div>
    </Page>
  );
}

function StatusList({ current }: { current: string }) {
  const model = useModel();
  return (
    <fieldset className="settings-group">
      <legend>Status</legend>
      {statuses.map(status => (
        <label key={status} className="settings-choice">
          <input
            type="radio"
            name="status"
            className="cs-hidden"
            checked={status === current}
            onChange={() => void model.setStatus(status)}
          />
          <Presence status={status} />
          <span>{presenceWords(status)}</span>
          {status === current ? <IconCheck size={20} aria-hidden className="settings-check" /> : null}
        </label>
      ))}
    </fieldset>
  );
}

const themes: readonly (readonly [ThemeChoice, string])[] = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

function Appearance() {
  const [theme, setTheme] = useTheme();
  return (
    <fieldset className="settings-group">
      <legend>Appearance</legend>
      <IonSegment
        value={theme}
        aria-label="Appearance"
        onIonChange={event => setTheme((event.detail.value ?? "system") as ThemeChoice)}
      >
        {themes.map(([choice, label]) => (
          <IonSegmentButton key={choice} value={choice}>
            <IonLabel>{label}</IonLabel>
          </IonSegmentButton>
        ))}
      </IonSegment>
    </fieldset>
  );
}
