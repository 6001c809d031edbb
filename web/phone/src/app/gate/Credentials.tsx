import type { ServerView } from "@countersign/bridge";
import { IonButton } from "@ionic/react";
import { type FormEvent, useState } from "react";
import { failureOf } from "../../model/loadable";
import { useModel } from "../AppContext";
import { Field, SecretField } from "./Field";

type CredentialsProps = { server: ServerView; username: string; onOtherServer: (() => void) | undefined };

/** Asks who one is: name and password, and the code of the second factor when the server wants one. */
export function Credentials({ server, username, onOtherServer }: CredentialsProps) {
  const model = useModel();
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const complete = name.trim() !== "" && password !== "" && code !== "";

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !complete) return;
    setBusy(true);
    setError(null);
    try {
      await model.signIn(name.trim(), password, code?.trim() ?? null);
    } catch (thrown) {
      const failure = failureOf(thrown);
      setBusy(false);
      if (failure.kind === "mfa_required" && code === null) setCode("");
      else setError(failure.message);
    }
  };
  const typing = (set: (value: string) => void) => (value: string) => {
    set(value);
    setError(null);
  };

  return (
    <form onSubmit={signIn} noValidate>
      <p className="gate-hint" style={{ margin: 0 }}>
        {server.url}
        {server.push_available === true
          ? null
          : " · Notifications may not reach you on this server. Ask its administrator."}
      </p>
      <Field
        label={nameLabel(server)}
        value={name}
        onChange={typing(setName)}
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <SecretField
        label="Password"
        value={password}
        onChange={typing(setPassword)}
        autoComplete="current-password"
      />
      {code === null ? null : (
        <Field
          label="Code from your authenticator"
          value={code}
          onChange={typing(setCode)}
          inputMode="numeric"
          autoComplete="one-time-code"
          takeFocus
        />
      )}
      {error ? (
        <p className="gate-error" role="alert">
          {error}
        </p>
      ) : null}
      <div className="gate-actions">
        <IonButton type="submit" expand="block" disabled={busy || !complete}>
          {busy ? "Signing in…" : "Sign in"}
        </IonButton>
        {onOtherServer ? (
          <IonButton fill="clear" expand="block" onClick={onOtherServer}>
            Use another server
          </IonButton>
        ) : null}
      </div>
    </form>
  );
}

function nameLabel({ email_sign_in, username_sign_in }: ServerView): string {
  if (email_sign_in && username_sign_in) return "E-mail address or user name";
  return email_sign_in ? "E-mail address" : "User name";
}
