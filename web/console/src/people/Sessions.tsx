import { Alert, Button, Loader } from "@mantine/core";
import { IconBrowser, IconDeviceMobile } from "@tabler/icons-react";
import { useState } from "react";
import type { Session, User } from "../api/types";
import type { Loaded } from "../api/useLoad";
import { useApi } from "../app/ApiContext";
import { Confirm } from "../app/Confirm";
import { ago, deviceWords, exactly, isPhone, nameOf, shortDevice } from "./words";

type SessionsProps = { user: User; sessions: Loaded<Session[]> & { reload: () => Promise<void> } };

/** Where somebody is signed in, and the end of it. */
export function Sessions({ user, sessions }: SessionsProps) {
  const { api } = useApi();
  const [ending, setEnding] = useState<Session | null>(null);
  const { value, error, reload } = sessions;
  return (
    <section className="sessions" aria-labelledby="sessions-title">
      <h3 id="sessions-title">Sessions and devices {value ? <span>{value.length}</span> : null}</h3>
      {error ? (
        <Alert color="danger" variant="light" role="alert">
          {error}
        </Alert>
      ) : null}
      {!value && !error ? <Loader size="sm" aria-label="Loading sessions" /> : null}
      {value?.length === 0 ? <p className="sessions-none">Signed in nowhere.</p> : null}
      <ul>
        {value?.map(session => (
          <li key={session.id}>
            {isPhone(session) ? (
              <IconDeviceMobile size={20} aria-label="Phone" />
            ) : (
              <IconBrowser size={20} aria-label="Browser" />
            )}
            <div>
              <strong>{deviceWords(session)}</strong>
              {session.device_id ? (
                <code title="Where pushes go: the kind of app, and the ends of the device’s token">
                  {shortDevice(session.device_id)}
                </code>
              ) : null}
              <span
                title={`Signed in ${exactly(session.create_at)}. Last active ${exactly(session.last_activity_at)}.`}
              >
                Active {ago(session.last_activity_at, Date.now())}
              </span>
            </div>
            <Button size="compact-sm" variant="outline" color="danger" onClick={() => setEnding(session)}>
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <Confirm
        open={ending !== null}
        title="Revoke this session?"
        action="Revoke"
        onClose={() => setEnding(null)}
        onConfirm={async () => {
          if (ending) await api.revoke(user.id, ending.id);
          await reload();
        }}
      >
        <p>
          {nameOf(user)} is signed out of <strong>{ending ? deviceWords(ending) : ""}</strong> at once.
        </p>
        {ending && isPhone(ending) ? (
          <p>
            That phone destroys its key and erases everything the app keeps as soon as it hears of it: now if
            it is on, or when it next has a network.
          </p>
        ) : null}
        <p>The account stays active; signing in again is possible.</p>
      </Confirm>
    </section>
  );
}
