import type { PersonView } from "@countersign/bridge";
import { IonSearchbar } from "@ionic/react";
import { IconCloudOff, IconUserSearch } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { failureOf, type Loadable, loading, ready } from "../../model/loadable";
import { useModel } from "../AppContext";
import { Avatar } from "../parts/Avatar";
import { EmptyState, Waiting } from "../parts/EmptyState";
import { Page } from "../parts/Page";
import { presenceWords } from "../parts/Presence";

const pauseMs = 150;

/** Finds somebody to write to. */
export function People({ onBack }: { onBack: () => void }) {
  const model = useModel();
  const [term, setTerm] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [people, search] = useSearch(term);
  const start = async (person: PersonView) => {
    setError(null);
    try {
      await model.startDirect(person.user_id);
    } catch (failure) {
      setError(failureOf(failure).message);
    }
  };
  return (
    <Page
      title="New message"
      onBack={onBack}
      takeFocus
      below={
        <IonSearchbar
          value={term}
          placeholder="Name or user name"
          aria-label="Find people"
          onIonInput={event => setTerm(event.detail.value ?? "")}
        />
      }
    >
      <div className="page-scroll page-foot">
        {error ? (
          <p className="gate-error people-error" role="alert">
            {error}
          </p>
        ) : null}
        <Found people={people} term={term} onPick={start} onRetry={search} />
      </div>
    </Page>
  );
}

/** What was found for a term, asked for after a short pause; only the newest question's answer counts. */
function useSearch(term: string): [Loadable<PersonView[]>, () => void] {
  const model = useModel();
  const [people, setPeople] = useState<Loadable<PersonView[]>>(loading);
  const newest = useRef(0);
  const search = useCallback(async () => {
    const mine = ++newest.current;
    const found = await model.findPeople(term.trim()).then(ready, thrown => ({
      state: "failed" as const,
      failure: failureOf(thrown),
    }));
    if (mine === newest.current) setPeople(found);
  }, [model, term]);
  useEffect(() => {
    const timer = setTimeout(search, term === "" ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [search, term]);
  return [people, () => void search()];
}

type FoundProps = {
  people: Loadable<PersonView[]>;
  term: string;
  onPick: (person: PersonView) => void;
  onRetry: () => void;
};

function Found({ people, term, onPick, onRetry }: FoundProps) {
  if (people.state === "loading") return <Waiting what="Looking for people…" />;
  if (people.state === "failed") {
    return (
      <EmptyState
        alert
        icon={<IconCloudOff />}
        title="The search did not work"
        action={{ label: "Try again", run: onRetry }}
      >
        {people.failure.message}
      </EmptyState>
    );
  }
  if (people.value.length === 0) {
    return (
      <EmptyState icon={<IconUserSearch />} title={term ? `Nobody called “${term}”` : "Nobody here yet"}>
        {term
          ? "Try the beginning of the first or last name, or the user name."
          : "Your team has no other members yet."}
      </EmptyState>
    );
  }
  return (
    <section className="channels" aria-label="People">
      <h2>{term ? "Found" : "Everybody"}</h2>
      <ul>
        {people.value.map(person => (
          <li key={person.user_id}>
            <button type="button" className="channel-row" onClick={() => onPick(person)}>
              <Avatar name={person.display_name} status={person.status} />
              <span className="person">
                <span className="channel-name">{person.display_name}</span>
                <span className="person-more">
                  @{person.username} · {presenceWords(person.status)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
