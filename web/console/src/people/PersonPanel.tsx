import { ActionIcon, Alert, Button, Loader, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef } from "react";
import type { User } from "../api/types";
import { useLoad } from "../api/useLoad";
import { useApi } from "../app/ApiContext";
import { go } from "../app/route";
import { Activation } from "./Activation";
import { State } from "./PeopleTable";
import { Sessions } from "./Sessions";
import { ago, dateOf, exactly, nameOf, roleOf, roleWords } from "./words";

type PersonPanelProps = { userId: string; known: User | undefined; onChange: (user: User) => void };

/** The side panel: who somebody is, where they are signed in, and what can be done about it. */
export function PersonPanel({ userId, known, onChange }: PersonPanelProps) {
  const { api } = useApi();
  const load = useCallback(() => api.person(userId), [api, userId]);
  const { value: fresh, error, reload, replace } = useLoad(load);
  const user = fresh ?? known;
  const close = () => go({ person: "" });
  const onKeyDown = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && close();
  const changed = (next: User) => {
    replace(next);
    onChange(next);
  };
  return (
    <aside className="person" aria-label={user ? nameOf(user) : "Person"} onKeyDown={onKeyDown}>
      <Tooltip label="Close (Esc)">
        <ActionIcon className="person-close" variant="subtle" size="lg" aria-label="Close" onClick={close}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {user ? <Person user={user} onChange={changed} /> : null}
      {!user && !error ? <Loader aria-label="Loading" /> : null}
      {error ? (
        <Alert color="danger" variant="light" role="alert" title="This account did not load">
          {error}
          <Button size="xs" mt="xs" display="block" onClick={() => void reload()}>
            Try again
          </Button>
        </Alert>
      ) : null}
    </aside>
  );
}

function Person({ user, onChange }: { user: User; onChange: (user: User) => void }) {
  const { api } = useApi();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const load = useCallback(() => api.sessions(user.id), [api, user.id]);
  const sessions = useLoad(load);
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        {nameOf(user)}
      </h2>
      <div className="person-under">
        @{user.username} <State user={user} />
      </div>
      <dl className="facts">
        <Fact label="E-mail">{user.email || "–"}</Fact>
        <Fact label="Position">{user.position || "–"}</Fact>
        <Fact label="Role">{roleWords[roleOf(user)]}</Fact>
        <Fact label="Joined" hint={exactly(user.create_at)}>
          {dateOf(user.create_at)}
        </Fact>
        {user.last_activity_at ? (
          <Fact label="Last active" hint={exactly(user.last_activity_at)}>
            {ago(user.last_activity_at, Date.now())}
          </Fact>
        ) : null}
        <Fact label="Id" hint="The account’s id in the API and in the audit log">
          <code>{user.id}</code>
        </Fact>
      </dl>
      <Sessions user={user} sessions={sessions} />
      <Activation
        user={user}
        sessionCount={sessions.value?.length}
        onDone={async () => {
          onChange(await api.person(user.id));
          await sessions.reload();
        }}
      />
    </>
  );
}

function Fact({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd title={hint}>{children}</dd>
    </div>
  );
}
