import type { GateView, ServerView } from "@countersign/bridge";
import { Mark } from "@countersign/design";
import { useState } from "react";
import { Credentials } from "./Credentials";
import { GateScreen } from "./GateScreen";
import { ServerAddress } from "./ServerAddress";

type SignInGate = Extract<GateView, { gate: "sign_in" }>;

/** Signing in: first the server, then who one is. */
export function SignIn({ gate }: { gate: SignInGate }) {
  const [server, setServer] = useState<ServerView | null>(null);
  return (
    <GateScreen
      icon={<Mark size={30} />}
      title={server ? `Sign in to ${server.site_name}` : "Sign in to Countersign"}
    >
      {server ? (
        <Credentials
          server={server}
          username={gate.username ?? ""}
          onOtherServer={gate.server_locked ? undefined : () => setServer(null)}
        />
      ) : (
        <ServerAddress url={gate.server_url ?? ""} locked={gate.server_locked} onFound={setServer} />
      )}
    </GateScreen>
  );
}
