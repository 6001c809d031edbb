import { Badge, Button, Pagination, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import type { User } from "../api/types";
import { formatRoute, go, parseRoute, type Route, type SortKey } from "../app/route";
import { dateOf, exactly, isActive, nameOf, roleOf, roleWords } from "./words";

const columns: readonly (readonly [SortKey, string])[] = [
  ["name", "Name"],
  ["email", "E-mail"],
  ["role", "Role"],
  ["state", "State"],
  ["joined", "Joined"],
];

type PeopleTableProps = { page: { rows: User[]; at: number; pages: number }; route: Route };

/** The table. Arrow keys move between rows, Enter opens one. */
export function PeopleTable({ page, route }: PeopleTableProps) {
  if (page.rows.length === 0) return <Nobody />;
  return (
    <>
      <div className="people-table">
        <Table stickyHeader verticalSpacing="0.3125rem" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {columns.map(([key, label]) => (
                <Header key={key} by={key} label={label} route={route} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody onKeyDown={moveBetweenRows}>
            {page.rows.map(user => (
              <Row key={user.id} user={user} chosen={user.id === route.person} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {page.pages > 1 ? (
        <Pagination
          className="people-pages"
          size="sm"
          total={page.pages}
          value={page.at}
          onChange={at => go({ at })}
          getControlProps={control => ({ "aria-label": `${control} page` })}
        />
      ) : null}
    </>
  );
}

function Header({ by, label, route }: { by: SortKey; label: string; route: Route }) {
  const sorted = route.sort === by;
  const Arrow = route.direction === "asc" ? IconArrowUp : IconArrowDown;
  const turned = sorted && route.direction === "asc" ? "desc" : "asc";
  return (
    <Table.Th
      aria-sort={sorted ? (route.direction === "asc" ? "ascending" : "descending") : "none"}
      data-column={by}
    >
      <UnstyledButton className="sort" onClick={() => go({ sort: by, direction: turned, at: 1 })}>
        {label}
        {sorted ? <Arrow size={14} aria-hidden /> : null}
      </UnstyledButton>
    </Table.Th>
  );
}

function Row({ user, chosen }: { user: User; chosen: boolean }) {
  const active = isActive(user);
  const open = () => go({ person: user.id });
  return (
    <Table.Tr className={active ? undefined : "row-off"} data-chosen={chosen || undefined} onClick={open}>
      <Table.Td>
        <a
          className="row-name"
          data-row
          href={formatRoute({ ...parseRoute(location.hash), person: user.id })}
          aria-current={chosen ? "true" : undefined}
        >
          {nameOf(user)}
        </a>
        <span className="row-more">@{user.username}</span>
      </Table.Td>
      <Table.Td data-column="email">{user.email}</Table.Td>
      <Table.Td data-column="role">{roleWords[roleOf(user)]}</Table.Td>
      <Table.Td>
        <State user={user} />
      </Table.Td>
      <Table.Td data-column="joined" title={exactly(user.create_at)}>
        {dateOf(user.create_at)}
      </Table.Td>
    </Table.Tr>
  );
}

/** Whether somebody may sign in, as a mark. */
export function State({ user }: { user: User }) {
  if (isActive(user)) {
    return (
      <Badge className="state" variant="light" color="accent">
        Active
      </Badge>
    );
  }
  return (
    <Badge className="state state-off" variant="default" title={`Deactivated ${exactly(user.delete_at)}`}>
      Deactivated
    </Badge>
  );
}

function Nobody() {
  return (
    <div className="nobody">
      <h2>Nobody matches</h2>
      <p>No account fits this search and these filters.</p>
      <Button variant="outline" onClick={() => go({ q: "", state: "all", role: "all", at: 1 })}>
        Show everybody
      </Button>
    </div>
  );
}

function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const next = rows[rows.indexOf(document.activeElement as HTMLElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
