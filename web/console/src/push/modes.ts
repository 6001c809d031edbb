import type { PushContents } from "../api/types";

/** A contents mode in words, and what the company that carries the push could read in it. */
export type ModeWords = {
  mode: PushContents;
  name: string;
  about: string;
  /** What a vendor reads of the sample message; nothing where it is not in the push. */
  vendor: { text: string | null; channel: string | null; sender: string | null };
};

/** The message the samples are about. */
export const sample = {
  text: "The code for gate 4 is 7319",
  channel: "Night shift",
  sender: "Ana Duarte",
} as const;

/** The modes, from the most careful to the most open. */
export const modes: readonly ModeWords[] = [
  {
    mode: "id_loaded",
    name: "ID only",
    about: "The push is a knock at the door. The phone fetches the text from this server and shows it.",
    vendor: { text: null, channel: null, sender: null },
  },
  {
    mode: "generic_no_channel",
    name: "Sender only",
    about: "The push names the sender. The text is read in the app.",
    vendor: { text: null, channel: null, sender: sample.sender },
  },
  {
    mode: "generic",
    name: "Sender and channel",
    about: "The push names the sender and the channel. The text is read in the app.",
    vendor: { text: null, channel: sample.channel, sender: sample.sender },
  },
  {
    mode: "full",
    name: "Whole message",
    about: "The push carries the text itself, through Apple’s or Google’s machines and the gateway.",
    vendor: { ...sample },
  },
];
