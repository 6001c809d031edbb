import { Alert, Button, Loader, Switch } from "@mantine/core";
import { useCallback, useState } from "react";
import { wordsOf } from "../api/client";
import type { Config } from "../api/types";
import { useLoad } from "../api/useLoad";
import { useApi } from "../app/ApiContext";
import { ContentsChoice } from "./ContentsChoice";
import "./push.css";

type Settings = Config["EmailSettings"];

/** Whether phones are told of messages at all, and how much of a message the push may carry. */
export function PushSettings() {
  const { api } = useApi();
  const load = useCallback(() => api.config(), [api]);
  const { value: config, error, reload, replace } = useLoad(load);
  return (
    <div className="push">
      <h1>Push notifications</h1>
      {config ? (
        <Form
          settings={config.EmailSettings}
          onSave={async settings => replace(await api.patchConfig({ EmailSettings: settings }))}
        />
      ) : error ? (
        <Alert color="danger" variant="light" role="alert" title="The settings did not load">
          {error}
          <Button size="xs" mt="xs" display="block" onClick={() => void reload()}>
            Try again
          </Button>
        </Alert>
      ) : (
        <Loader aria-label="Loading settings" />
      )}
    </div>
  );
}

function Form({ settings, onSave }: { settings: Settings; onSave: (settings: Settings) => Promise<void> }) {
  const [on, setOn] = useState(settings.SendPushNotifications);
  const [contents, setContents] = useState(settings.PushNotificationContents);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ bad: boolean; words: string } | null>(null);
  const changed = on !== settings.SendPushNotifications || contents !== settings.PushNotificationContents;
  const save = async () => {
    setBusy(true);
    setSaid(null);
    try {
      await onSave({ SendPushNotifications: on, PushNotificationContents: contents });
      setSaid({ bad: false, words: "Saved. It holds from the next push on." });
    } catch (error) {
      setSaid({ bad: true, words: wordsOf(error) });
    } finally {
      setBusy(false);
    }
  };
  const edit =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setSaid(null);
    };
  return (
    <>
      <Switch
        className="push-switch"
        label="Tell phones of new messages"
        description="Off: phones show what is new only while the app is open."
        checked={on}
        onChange={event => edit(setOn)(event.currentTarget.checked)}
      />
      <ContentsChoice value={contents} disabled={!on} onChange={edit(setContents)} />
      <div className="push-foot">
        <Button disabled={!changed} loading={busy} onClick={() => void save()}>
          Save
        </Button>
        {said ? (
          <p className={said.bad ? "form-error" : undefined} role={said.bad ? "alert" : "status"}>
            {said.words}
          </p>
        ) : changed ? (
          <p>Not saved yet.</p>
        ) : null}
      </div>
    </>
  );
}
