import type { Journey } from "./journey";
import { StepLine } from "./StepLine";

/** Steps that belong to no push: a decision not to send one, or a wipe, with everything it destroyed by name. */
export function Loose({ journey }: { journey: Journey }) {
  return (
    <ul className="steps steps-loose">
      {journey.events.map(step => (
        <StepLine key={step.number} step={step} startedAt={journey.startedAt} facts={journey.facts} />
      ))}
      {journey.kind === "erased" ? <Destroyed detail={journey.events.at(-1)?.detail} /> : null}
    </ul>
  );
}

function Destroyed({ detail }: { detail: unknown }) {
  if (typeof detail !== "object" || detail === null) return null;
  const lists = Object.entries(detail).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  const complete = (detail as { complete?: unknown }).complete;
  return (
    <li>
      <dl className="destroyed">
        {lists.map(([name, items]) => (
          <div key={name} data-list={name}>
            <dt>{name.replaceAll("_", " ")}</dt>
            <dd>{items.length === 0 ? <strong>none</strong> : items.map(word).join(", ")}</dd>
          </div>
        ))}
        {typeof complete === "boolean" ? (
          <div data-list="left">
            <dt>left</dt>
            <dd>
              <strong>{complete ? "nothing" : "something; it is tried again at the next start"}</strong>
            </dd>
          </div>
        ) : null}
      </dl>
    </li>
  );
}

const word = (item: unknown): string => (typeof item === "string" ? item : JSON.stringify(item));
