import {
  IconBrandAndroid,
  IconBrandApple,
  IconBrandGoogle,
  IconDeviceMobile,
  IconRoute2,
  IconServer,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Shown, Written } from "./Ends";
import { type Journey, type Stop, stepsAt } from "./journey";
import { Station } from "./Station";
import { vendorName } from "./Verdict";
import "./path.css";

type Line = "start" | "pass" | "end" | "none";

const textLine: Record<Journey["route"], Record<Stop, Line>> = {
  around: { server: "start", gateway: "pass", vendor: "pass", phone: "end" },
  through: { server: "none", gateway: "none", vendor: "none", phone: "none" },
  none: { server: "none", gateway: "none", vendor: "none", phone: "none" },
};

/**
 * The way of a push, drawn from sender to screen. The dashed line is the push itself. Where the text did not travel in
 * it, the solid line shows which way the text took: from the server straight to the phone, past everybody else.
 */
export function Path({ journey }: { journey: Journey }) {
  const stops: { stop: Stop; name: string; role: string; icon: ReactNode }[] = [
    {
      stop: "server",
      name: "Server",
      role: "keeps the message, decides, signs",
      icon: <IconServer size={18} />,
    },
    {
      stop: "gateway",
      name: "Push gateway",
      role: "holds the vendor’s keys",
      icon: <IconRoute2 size={18} />,
    },
    { stop: "vendor", name: vendorName(journey), role: "carries it to the phone", icon: vendorIcon(journey) },
    {
      stop: "phone",
      name: `${journey.phone}’s phone`,
      role: "checks, fetches, shows",
      icon: <IconDeviceMobile size={18} />,
    },
  ];
  return (
    <>
      <ol className={`path path-${journey.route}`}>
        <Written journey={journey} />
        {stops.map(({ stop, ...words }) => (
          <Station
            key={stop}
            {...words}
            stop={stop}
            line={textLine[journey.route][stop]}
            journey={journey}
            steps={stepsAt(journey.events, stop)}
          />
        ))}
        <Shown journey={journey} />
      </ol>
      <Legend route={journey.route} />
    </>
  );
}

function vendorIcon({ vendor }: Journey): ReactNode {
  if (vendor === "apple") return <IconBrandApple size={18} />;
  return vendor === "google" ? <IconBrandGoogle size={18} /> : <IconBrandAndroid size={18} />;
}

function Legend({ route }: { route: Journey["route"] }) {
  return (
    <p className="legend">
      {route === "around" ? (
        <span>
          <i className="legend-text" /> The text, server to phone only
        </span>
      ) : null}
      <span>
        <i className={route === "through" ? "legend-text" : "legend-push"} />
        {route === "through" ? "The push, text and all" : "The push: a knock at the door"}
      </span>
    </p>
  );
}
