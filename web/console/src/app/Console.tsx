import { Button, Loader } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { type Api, ApiError, wordsOf } from "../api/client";
import type { User } from "../api/types";
import { ApiProvider } from "./ApiContext";
import { Frame } from "./Frame";
import { SignIn } from "./SignIn";
import { Standing } from "./Standing";

type Gate =
  | { state: "looking" }
  | { state: "out"; notice?: string }
  | { state: "unreachable"; words: string }
  | { state: "in"; me: User };

/** The console: who is there decides what shows. */
export function Console({ api }: { api: Api }) {
  const [gate, setGate] = useState<Gate>({ state: "looking" });
  const look = useCallback(async () => {
    if (!api.mayBeSignedIn()) return setGate({ state: "out" });
    setGate({ state: "looking" });
    try {
      setGate({ state: "in", me: await api.me() });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) setGate({ state: "out" });
      else setGate({ state: "unreachable", words: wordsOf(error) });
    }
  }, [api]);
  useEffect(() => {
    api.onSessionEnd = () => setGate({ state: "out", notice: "Your session has ended. Sign in again." });
    void look();
  }, [api, look]);
  const leave = async () => {
    await api.signOut().catch(() => undefined);
    setGate({ state: "out" });
  };

  switch (gate.state) {
    case "looking":
      return (
        <Standing title="Opening the console">
          <Loader aria-label="Loading" />
        </Standing>
      );
    case "unreachable":
      return (
        <Standing title="The server does not answer">
          <p role="alert">{gate.words}</p>
          <Button onClick={() => void look()}>Try again</Button>
        </Standing>
      );
    case "out":
      return <SignIn api={api} notice={gate.notice} onSignedIn={me => setGate({ state: "in", me })} />;
    case "in":
      if (!gate.me.roles.split(" ").includes("system_admin")) {
        return (
          <Standing title="This account may not manage the server">
            <p>
              You are signed in as @{gate.me.username}. The console is for system administrators: sign in as
              one, or ask one to change what you came for.
            </p>
            <Button onClick={() => void leave()}>Sign out</Button>
          </Standing>
        );
      }
      return (
        <ApiProvider api={api} me={gate.me}>
          <Frame onSignOut={() => void leave()} />
        </ApiProvider>
      );
  }
}
