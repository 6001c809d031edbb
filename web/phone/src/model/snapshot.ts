import type { AppView, BannerView, BridgeFailure, ChannelListView, ChannelView } from "@countersign/bridge";
import { type Loadable, loading } from "./loadable";

/** Which screen is on top, once the gate is open. */
export type Screen = "channels" | "channel" | "people" | "settings";

/** The channel that is open. */
export type OpenChannel = {
  /** Its id. */
  id: string;
  /** Its name, known from the list before it has come. */
  name: string;
  /** What it holds. */
  content: Loadable<ChannelView>;
  /** Whether older posts are on their way. */
  older: "idle" | "loading" | "failed";
};

/** Everything the screens are drawn from. Replaced, never changed. */
export type Snapshot = {
  /** Whether the core answers. */
  line: "up" | "lost";
  /** The core's state; nothing until it has come. */
  view: AppView | null;
  /** Why the state did not come. */
  startFailure: BridgeFailure | null;
  /** The list of channels. */
  channels: Loadable<ChannelListView>;
  /** The open channel. */
  channel: OpenChannel | null;
  /** What is on top. */
  screen: Screen;
  /** A banner inside the app. */
  banner: BannerView | null;
  /** What was typed and not sent, by channel. */
  drafts: Readonly<Record<string, string>>;
  /** Something that did not work, said once. */
  notice: string | null;
};

/** What belongs to an account: forgotten whenever the gate is not open. */
export const nobody = {
  channels: loading,
  channel: null,
  screen: "channels",
  banner: null,
  drafts: {},
} as const satisfies Partial<Snapshot>;

/** Before anything has come. */
export const atStart: Snapshot = { line: "up", view: null, startFailure: null, notice: null, ...nobody };
