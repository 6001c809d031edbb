import type { Bridge, Listener, Unsubscribe } from "../contract";
import type {
  AppView,
  BridgeCall,
  BridgeErrorKind,
  BridgeEvent,
  BridgeReply,
  ChannelListView,
  ChannelView,
  GateView,
  PersonView,
  PostView,
} from "../views";
import { id, post } from "./views";

type CallNamed<Name> = Extract<BridgeCall, { call: Name }>;
type Handler<Name> = (call: CallNamed<Name>) => BridgeReply | Promise<BridgeReply>;

/** The state of a signed-in app with everything well, changed where told. */
export const openView = (view: Partial<AppView> = {}): AppView => ({
  gate: { gate: "open" },
  account: {
    user_id: id("ben"),
    username: "ben",
    display_name: "Ben Okafor",
    server_url: "https://chat.example.org",
    site_name: "Northwind",
    status: "online",
  },
  connection: "connected",
  badge: 0,
  copy_allowed: true,
  screen_protected: false,
  navigate: null,
  ...view,
});

/** A core in memory: channels, posts and people are plain fields; any call's answer can be replaced. */
export class MemoryBridge implements Bridge {
  /** Every call so far. */
  readonly calls: BridgeCall[] = [];
  /** The state that `state` answers. */
  view: AppView;
  /** What `channels` answers. */
  channels: ChannelListView = { team_name: "Northwind", sections: [] };
  /** What `open_channel` answers, by channel. */
  readonly opened = new Map<string, ChannelView>();
  /** Older posts, newest page last, by channel. */
  readonly older = new Map<string, PostView[]>();
  /** Who can be found. */
  people: PersonView[] = [];

  private readonly listeners = new Set<Listener<BridgeEvent>>();
  private readonly replaced = new Map<string, (call: never) => BridgeReply | Promise<BridgeReply>>();

  constructor(view: AppView = openView()) {
    this.view = view;
  }

  /** A core behind a gate: nobody signed in beyond it. */
  static behind(gate: GateView): MemoryBridge {
    return new MemoryBridge(openView({ gate, account: null, connection: "idle" }));
  }

  /** Answers one kind of call with `handler` from now on. */
  answer<Name extends BridgeCall["call"]>(name: Name, handler: Handler<Name>): void {
    this.replaced.set(name, handler as (call: never) => BridgeReply);
  }

  /** Refuses one kind of call from now on. */
  refuse(name: BridgeCall["call"], kind: BridgeErrorKind, message: string): void {
    this.answer(name, () => ({ reply: "error", value: { kind, message } }));
  }

  /** Takes back `answer` and `refuse`. */
  allow(name: BridgeCall["call"]): void {
    this.replaced.delete(name);
  }

  /** Tells the listeners something. */
  tell(event: BridgeEvent): void {
    for (const listener of [...this.listeners]) listener.event(event);
  }

  /** Changes the state and tells it. */
  become(view: Partial<AppView>): void {
    this.view = { ...this.view, ...view };
    this.tell({ event: "state_changed", detail: this.view });
  }

  /** Breaks the line, or mends it. */
  line(state: "lost" | "resumed"): void {
    for (const listener of [...this.listeners]) listener[state]?.();
  }

  /** The calls of one kind so far. */
  callsOf<Name extends BridgeCall["call"]>(name: Name): CallNamed<Name>[] {
    return this.calls.filter((call): call is CallNamed<Name> => call.call === name);
  }

  async call(call: BridgeCall): Promise<BridgeReply> {
    this.calls.push(call);
    const replaced = this.replaced.get(call.call);
    if (replaced) return replaced(call as never);
    return this.reply(call);
  }

  events(listener: Listener<BridgeEvent>): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private reply(call: BridgeCall): BridgeReply {
    switch (call.call) {
      case "state":
      case "unlock":
      case "sign_in":
        return { reply: "state", value: this.view };
      case "look_at_server":
        return {
          reply: "server",
          value: {
            url: call.args.url,
            site_name: "Northwind",
            email_sign_in: true,
            username_sign_in: true,
            push_available: true,
          },
        };
      case "channels":
        return { reply: "channels", value: this.channels };
      case "open_channel":
        return this.channel(call.args.channel_id);
      case "start_direct":
        return this.channel(call.args.user_id);
      case "older_posts":
        return {
          reply: "posts",
          value: {
            channel_id: call.args.channel_id,
            posts: this.older.get(call.args.channel_id) ?? [],
            has_older: false,
          },
        };
      case "send":
        return {
          reply: "sent",
          value: post({ ...call.args, own: true, id: null, pending_post_id: "p1", delivery: "pending" }),
        };
      case "find_people":
        return { reply: "people", value: this.find(call.args.term.toLowerCase()) };
      default:
        return { reply: "done" };
    }
  }

  private channel(channelId: string): BridgeReply {
    const value = this.opened.get(channelId);
    if (value) return { reply: "channel", value };
    return { reply: "error", value: { kind: "refused", message: "This channel is not there any more." } };
  }

  private find(term: string): PersonView[] {
    return this.people.filter(({ display_name }) => display_name.toLowerCase().startsWith(term));
  }
}
