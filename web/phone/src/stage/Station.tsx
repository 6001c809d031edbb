import type { TraceEvent } from "@countersign/bridge";
import type { ReactNode } from "react";
import { type Facet, facets, type Sight, sight } from "./evidence";
import { bytesAt, isFailure, type Journey, type Stop } from "./journey";
import { StepLine } from "./StepLine";

type StationProps = {
  stop: Stop;
  name: string;
  role: string;
  icon: ReactNode;
  line: "start" | "pass" | "end" | "none";
  journey: Journey;
  steps: TraceEvent[];
};

/** One stop on the way: who it is, what it did, and what of the message its bytes gave away. */
export function Station({ stop, name, role, icon, line, journey, steps }: StationProps) {
  const bytes = bytesAt(journey.events, stop);
  const state = steps.some(isFailure) ? "failed" : steps.length > 0 ? "reached" : "waiting";
  const judged = journey.kind === "message" && bytes.length > 0 && (stop === "gateway" || stop === "vendor");
  return (
    <li className={`station station-${state} line-${line}`} data-stop={stop}>
      <span className="station-node" aria-hidden="true">
        {icon}
      </span>
      <div className="station-body">
        <h3>
          {name} <span>{role}</span>
        </h3>
        {steps.length === 0 ? <p className="station-waiting">Not reached.</p> : null}
        <ul className="steps">
          {steps.map(step => (
            <StepLine key={step.number} step={step} startedAt={journey.startedAt} facts={journey.facts} />
          ))}
        </ul>
        {judged ? (
          <Sights
            name={name}
            sights={facets.map(([facet, label]) => [facet, label, sight(bytes, facet, journey.facts)])}
          />
        ) : null}
      </div>
    </li>
  );
}

function Sights({ name, sights }: { name: string; sights: [Facet, string, Sight][] }) {
  return (
    <dl className="sights" aria-label={`What ${name} could read`}>
      {sights.map(([facet, label, seen]) => (
        <div key={facet} className={`sight sight-${seen.kind}`} data-facet={facet} data-sight={seen.kind}>
          <dt>{label}</dt>
          <dd title={"path" in seen ? `Found at ${seen.path}` : "Searched, not found"}>{words(seen)}</dd>
        </div>
      ))}
    </dl>
  );
}

function words(seen: Sight): string {
  switch (seen.kind) {
    case "seen":
    case "notice":
      return `“${seen.value}”`;
    case "stand_in":
      return `only “${seen.value}”`;
    case "absent":
      return "not in its bytes";
  }
}
