import { Button } from "@mantine/core";
import { useState } from "react";
import type { User } from "../api/types";
import { useApi } from "../app/ApiContext";
import { Confirm } from "../app/Confirm";
import { isActive, nameOf } from "./words";

type ActivationProps = { user: User; sessionCount: number | undefined; onDone: () => Promise<void> };

/** Deactivates an account, or takes that back. Says what will happen before it does. */
export function Activation({ user, sessionCount, onDone }: ActivationProps) {
  const { api, me } = useApi();
  const [asking, setAsking] = useState(false);
  const active = isActive(user);
  const own = user.id === me.id;
  const first = user.first_name || nameOf(user);
  const confirm = async () => {
    await api.setActive(user.id, !active);
    await onDone();
  };
  return (
    <section className="activation" aria-label="Access">
      <p>{words(user, own)}</p>
      <Button
        variant="outline"
        color={active ? "danger" : "accent"}
        disabled={own}
        onClick={() => setAsking(true)}
      >
        {active ? "Deactivate…" : "Activate…"}
      </Button>
      <Confirm
        open={asking}
        title={active ? `Deactivate ${nameOf(user)}?` : `Activate ${nameOf(user)}?`}
        action={active ? "Deactivate" : "Activate"}
        destroys={active}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
      >
        {active ? (
          <>
            <p>
              {sessionCount === undefined ? "All sessions end" : sessionsEnd(sessionCount)} at once, and{" "}
              {first} cannot sign in any more.
            </p>
            <p>
              {first}’s phones destroy their key and erase everything the app keeps, as soon as they hear of
              it: now if they are on, else the moment they are started or have a network again.
            </p>
            <p>What {first} wrote stays. You can activate the account again; the phones then start empty.</p>
          </>
        ) : (
          <p>
            {first} can sign in again with the same password. Nothing returns to a phone by itself: it is
            fetched anew after signing in.
          </p>
        )}
      </Confirm>
    </section>
  );
}

function words(user: User, own: boolean): string {
  if (own) return "This is your own account. Another administrator can deactivate it.";
  return isActive(user)
    ? "Deactivating ends every session and erases the app’s data on every phone."
    : "This account is deactivated and cannot sign in.";
}

const sessionsEnd = (count: number) => (count === 1 ? "The one session ends" : `All ${count} sessions end`);
