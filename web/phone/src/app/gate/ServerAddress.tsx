import type { ServerView } from "@countersign/bridge";
import { IonButton } from "@ionic/react";
import { type FormEvent, useState } from "react";
import { failureOf } from "../../model/loadable";
import { useModel } from "../AppContext";
import { Field } from "./Field";

type ServerAddressProps = { url: string; locked: boolean; onFound: (server: ServerView) => void };

/** Asks for the server's address and looks whether it is there. */
export function ServerAddress({ url, locked, onFound }: ServerAddressProps) {
  const model = useModel();
  const [typed, setTyped] = useState(url);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const look = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || typed.trim() === "") return;
    setBusy(true);
    setError(null);
    try {
      onFound(await model.lookAtServer(typed.trim()));
    } catch (failure) {
      setError(failureOf(failure).message);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={look} noValidate>
      <p className="gate-hint" style={{ margin: 0 }}>
        {locked
          ? "Your organisation has set the address of its server."
          : "Type the address of your organisation’s server. Whoever invited you knows it."}
      </p>
      <Field
        label="Server address"
        value={typed}
        onChange={value => {
          setTyped(value);
          setError(null);
        }}
        readOnly={locked}
        type="url"
        inputMode="url"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        placeholder="chat.example.org"
        aria-invalid={error !== null}
      />
      {error ? (
        <p className="gate-error" role="alert">
          {error}
        </p>
      ) : null}
      <IonButton type="submit" expand="block" disabled={busy || typed.trim() === ""}>
        {busy ? "Looking…" : "Continue"}
      </IonButton>
    </form>
  );
}
