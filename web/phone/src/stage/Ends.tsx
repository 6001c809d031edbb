import { Mark } from "@countersign/design";
import { leaves } from "./evidence";
import type { Journey } from "./journey";

/** The beginning of the way: who wrote what. Shown once the phone has told what the text was. */
export function Written({ journey }: { journey: Journey }) {
  const { text, sender } = journey.facts;
  if (journey.kind !== "message" || !text) return null;
  return (
    <li className="station station-origin line-none" data-stop="sender">
      <span className="station-node station-node-end" aria-hidden="true" />
      <div className="station-body">
        <h3>
          {sender ?? "Sender"} <span>wrote “{text}”</span>
        </h3>
      </div>
    </li>
  );
}

/** The end of the way: what stood on the screen. */
export function Shown({ journey }: { journey: Journey }) {
  const shown = journey.events.find(({ step }) => step === "shown");
  if (!shown) return null;
  const all = leaves(shown.detail);
  const value = (...names: string[]) => all.find(({ key }) => names.includes(key))?.value;
  const title = value("title", "channel_name") ?? journey.facts.channel ?? "";
  const body = value("body", "message") ?? journey.facts.text ?? shown.summary;
  return (
    <li className="station station-screen line-none" data-stop="screen">
      <span className="station-node station-node-end" aria-hidden="true" />
      <div className="station-body">
        <h3>
          Screen <span>what {journey.phone} read</span>
        </h3>
        <div className="shown">
          <span aria-hidden="true">
            <Mark size={18} />
          </span>
          <div>
            <strong>{title}</strong>
            <p>{body}</p>
          </div>
        </div>
      </div>
    </li>
  );
}
