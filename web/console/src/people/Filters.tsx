import { ActionIcon, SegmentedControl, Select, TextInput, Tooltip } from "@mantine/core";
import { IconRefresh, IconSearch } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { go, type Route, useRoute } from "../app/route";

type FiltersProps = { found: number; all: number | undefined; onReload: () => void };

/** Search and filters. Each stands in the address. */
export function Filters({ found, all, onReload }: FiltersProps) {
  const route = useRoute();
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || isWriting(event.target) || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);
  return (
    <section className="filters" aria-label="Search and filters">
      <TextInput
        ref={search}
        className="filters-search"
        aria-label="Search people"
        placeholder="Name, user name or e-mail"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<kbd title="Press / to search">/</kbd>}
        value={route.q}
        onChange={event => go({ q: event.currentTarget.value, at: 1 }, true)}
      />
      <SegmentedControl
        aria-label="State"
        data={[
          { value: "all", label: "All" },
          { value: "active", label: "Active" },
          { value: "deactivated", label: "Deactivated" },
        ]}
        value={route.state}
        onChange={state => go({ state: state as Route["state"], at: 1 })}
        transitionDuration={110}
      />
      <Select
        aria-label="Role"
        className="filters-role"
        data={[
          { value: "all", label: "Every role" },
          { value: "admin", label: "Administrators" },
          { value: "member", label: "Members" },
          { value: "guest", label: "Guests" },
        ]}
        value={route.role}
        onChange={role => go({ role: (role ?? "all") as Route["role"], at: 1 })}
        allowDeselect={false}
      />
      <span
        className="filters-count"
        title={`${found} of ${all ?? 0} accounts match the search and the filters`}
      >
        {all === undefined ? null : found === all ? `${all} people` : `${found} of ${all}`}
      </span>
      <Tooltip label="Load the list again">
        <ActionIcon variant="subtle" size="lg" aria-label="Load the list again" onClick={onReload}>
          <IconRefresh size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </section>
  );
}

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input, textarea") !== null;
