import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Api, ApiError, wordsOf } from "../api/client";
import type { User } from "../api/types";
import { Standing } from "./Standing";

type SignInProps = { api: Api; notice: string | undefined; onSignedIn: (me: User) => void };

/** Signing in to the console. */
export function SignIn({ api, notice, onSignedIn }: SignInProps) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      onSignedIn(await api.signIn(name.trim(), password, code ?? ""));
    } catch (thrown) {
      if (code === null && thrown instanceof ApiError && thrown.id.startsWith("mfa.")) setCode("");
      else setError(wordsOf(thrown));
      setBusy(false);
    }
  };
  return (
    <Standing title="Sign in to the console">
      {notice ? <p role="status">{notice}</p> : null}
      <form onSubmit={signIn}>
        <TextInput
          label="E-mail address or user name"
          autoComplete="username"
          autoFocus
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show password" }}
        />
        {code === null ? null : (
          <TextInput
            label="Code from your authenticator"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            value={code}
            onChange={event => setCode(event.currentTarget.value)}
          />
        )}
        {error ? (
          <p className="form-error" role="alert">
            {error}
          </p>
        ) : null}
        <Button type="submit" loading={busy} disabled={name.trim() === "" || password === "" || code === ""}>
          Sign in
        </Button>
      </form>
    </Standing>
  );
}
