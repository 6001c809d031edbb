import { IconEraser, IconEye, IconEyeOff, IconInfoCircle, IconShieldX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { sight, sizeOf } from "./evidence";
import { bytesAt, type Journey, reasonOf, stepsAt } from "./journey";

/** What the whole journey comes to, in one sentence one could repeat to somebody. */
export function Verdict({ journey }: { journey: Journey }) {
  const { tone, icon, head, text } = verdict(journey);
  return (
    <div className={`verdict verdict-${tone}`}>
      <span aria-hidden="true">{icon}</span>
      <div>
        <h2>{head}</h2>
        <p>{text}</p>
      </div>
    </div>
  );
}

type Words = { tone: "kept" | "open" | "bad" | "plain"; icon: ReactNode; head: string; text: string };

/** Whoever carried the push. */
export const vendorName = ({ vendor }: Journey): string =>
  vendor === "apple" ? "Apple" : vendor === "google" ? "Google" : "The vendor";

function verdict(journey: Journey): Words {
  const vendor = vendorName(journey);
  if (journey.refusedBy) return aboutRefusal(journey, vendor);
  if (journey.kind === "erased") {
    return {
      tone: "bad",
      icon: <IconEraser />,
      head: `${journey.phone}’s phone erased itself`,
      text: "First the key, so that the files were worthless, then the files.",
    };
  }
  if (journey.kind === "no_push") return plain("Nothing was sent", whyNot(journey));
  if (journey.kind === "trial")
    return plain(
      "Phones can be reached",
      "The server tries the address of each phone that signs in. It carries nothing.",
    );
  if (journey.kind !== "message")
    return plain(`${vendor} carried a bare signal`, "There was no text in it to keep from anybody.");
  return aboutText(journey, vendor);
}

function aboutRefusal({ refusedBy, phone }: Journey, vendor: string): Words {
  const head = refusedBy === "phone" ? "Refused: nothing was shown" : "It did not reach the phone";
  const who = { server: "The server", gateway: "The push gateway", vendor, phone: "" }[refusedBy ?? "phone"];
  const text =
    refusedBy === "phone"
      ? `${phone}’s phone checks every push before it shows anything. This one did not pass; the step below says why.`
      : `${who} did not take it; the step below says why.`;
  return { tone: "bad", icon: <IconShieldX />, head, text };
}

function aboutText(journey: Journey, vendor: string): Words {
  const carried = stepsAt(journey.events, "vendor").reduce((sum, { detail }) => sum + sizeOf(detail), 0);
  const seen = sight(bytesAt(journey.events, "vendor"), "text", journey.facts);
  if (carried === 0) return plain("On its way", "The vendor has not had it yet.");
  if (seen.kind === "seen") {
    return {
      tone: "open",
      icon: <IconEye />,
      head: `${vendor} could read it`,
      text: `The text is among the ${bytes(carried)} it carried. In the console, choose ID-only to change the very next push.`,
    };
  }
  if (seen.kind === "notice") {
    return {
      tone: "open",
      icon: <IconEye />,
      head: `${vendor} could read that there was a message`,
      text: `Not the text, but a notice about it: “${seen.value}”`,
    };
  }
  return {
    tone: "kept",
    icon: <IconEyeOff />,
    head: `${vendor} could not read it`,
    text: `All ${bytes(carried)} it carried were searched: ids, and a sentence that is always the same.`,
  };
}

const plain = (head: string, text: string): Words => ({
  tone: "plain",
  icon: <IconInfoCircle />,
  head,
  text,
});

const bytes = (count: number) => `${count.toLocaleString()} bytes`;

const reasons: Record<string, string> = {
  user_is_active: "has the channel open and is looking at it.",
  push_disabled: "gets none: pushes are switched off in the console.",
  not_mentioned: "was not mentioned.",
  channel_muted: "has muted the channel.",
  no_device: "is signed in on no phone.",
  notify_level_none: "wants no notifications from the channel.",
  user_status: "is online, away or not to be disturbed, and wants none then.",
};

function whyNot({ events, phone }: Journey): string {
  const reason = reasonOf(events);
  const who = phone || "Somebody";
  return `${who} ${reasons[reason] ?? `was not told: ${reason.replaceAll("_", " ") || "no reason given"}.`}`;
}
