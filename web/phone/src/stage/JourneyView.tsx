import type { Journey } from "./journey";
import { Loose } from "./Loose";
import { Path } from "./Path";
import { Verdict } from "./Verdict";

/** All about one journey: what it comes to, and the way it took. */
export function JourneyView({ journey }: { journey: Journey }) {
  const lone = journey.kind === "no_push" || journey.kind === "erased" || journey.kind === "trial";
  return (
    <article className="journey">
      <Verdict journey={journey} />
      {lone ? <Loose journey={journey} /> : <Path journey={journey} />}
    </article>
  );
}
