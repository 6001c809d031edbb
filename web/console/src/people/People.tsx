import { Alert, Button, Loader } from "@mantine/core";
import { useCallback } from "react";
import { mostPeople } from "../api/client";
import type { User } from "../api/types";
import { useLoad } from "../api/useLoad";
import { useApi } from "../app/ApiContext";
import { useRoute } from "../app/route";
import { Filters } from "./Filters";
import { PeopleTable } from "./PeopleTable";
import { PersonPanel } from "./PersonPanel";
import { pageOf, select } from "./table";
import "./people.css";

/** Everybody with an account, and beside them the one that is looked at. */
export function People() {
  const { api } = useApi();
  const route = useRoute();
  const load = useCallback((tell: (soFar: User[]) => void) => api.people(tell), [api]);
  const { value: people, error, busy, reload, replace } = useLoad(load);
  const found = people ? select(people, route) : [];
  const page = pageOf(found, route.at);
  const replaceOne = (user: User) =>
    people && replace(people.map(other => (other.id === user.id ? user : other)));
  return (
    <div className="people">
      <section className="people-list" aria-labelledby="people-title">
        <div className="people-head">
          <h1 id="people-title">People</h1>
          {busy && people ? <Loader size="xs" aria-label="Loading" /> : null}
        </div>
        <Filters found={found.length} all={people?.length} onReload={() => void reload()} />
        {error ? (
          <Alert color="danger" variant="light" role="alert" title="The list did not load">
            {error}
            <Button size="xs" mt="xs" display="block" onClick={() => void reload()}>
              Try again
            </Button>
          </Alert>
        ) : null}
        {people && people.length >= mostPeople ? (
          <Alert color="accent" variant="light">
            The first {mostPeople.toLocaleString()} accounts are shown.
          </Alert>
        ) : null}
        {people ? (
          <PeopleTable page={page} route={route} />
        ) : error ? null : (
          <Loader className="people-wait" aria-label="Loading people" />
        )}
      </section>
      {route.person ? (
        <PersonPanel
          key={route.person}
          userId={route.person}
          known={people?.find(user => user.id === route.person)}
          onChange={replaceOne}
        />
      ) : null}
    </div>
  );
}
