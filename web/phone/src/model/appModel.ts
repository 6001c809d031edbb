import {
  type AppView,
  ask,
  type Bridge,
  type BridgeEvent,
  type ChannelView,
  type PersonView,
  type ServerView,
  type Unsubscribe,
} from "@countersign/bridge";
import { failureOf, loading, ready } from "./loadable";
import { withNewest, withOlder, withoutPost, withPost } from "./posts";
import { nobody, type OpenChannel, type Screen } from "./snapshot";
import { SnapshotStore } from "./snapshotStore";

/**
 * What the app shows, kept in step with the core: asks over the bridge, hears its events, and holds one snapshot.
 * Once the gate closes, everything of the account leaves this memory too.
 */
export class AppModel extends SnapshotStore {
  private active = true;
  private stale = false;
  /** Grows when the account leaves; answers that were asked for before it are dropped. */
  private account = 0;

  constructor(private readonly bridge: Bridge) {
    super();
  }

  /** Begins to follow the core. Ends with the returned function. */
  start(): Unsubscribe {
    const end = this.bridge.events({
      event: event => this.hear(event),
      lost: () => this.set({ line: "lost" }),
      resumed: () => void this.refresh(),
    });
    void this.refresh();
    return end;
  }

  /**
   * Tells whether the app is on the screen. Off the screen an open channel is not asked for again, because asking
   * marks it read; it is caught up with when the app returns.
   */
  setActive(active: boolean): void {
    const returns = active && !this.active;
    this.active = active;
    if (!returns || !this.stale) return;
    this.stale = false;
    void this.refresh();
  }

  /** Asks for everything that shows. */
  async refresh(): Promise<void> {
    try {
      const view = await ask(this.bridge, { call: "state" });
      this.set({ line: "up", startFailure: null });
      if (this.enter(view) || view.gate.gate !== "open") return;
    } catch (error) {
      this.set({ startFailure: failureOf(error) });
      return;
    }
    await Promise.all([this.loadChannels(), this.reloadChannel()]);
  }

  /** Asks for the list of channels. */
  async loadChannels(): Promise<void> {
    const account = this.account;
    try {
      const list = await ask(this.bridge, { call: "channels" });
      if (account === this.account) this.set({ channels: ready(list) });
    } catch (error) {
      if (account !== this.account || this.snapshot.channels.state === "ready") return;
      this.set({ channels: { state: "failed", failure: failureOf(error) } });
    }
  }

  /** Looks at a server before signing in. Rejects with words for the user. */
  lookAtServer(url: string): Promise<ServerView> {
    return ask(this.bridge, { call: "look_at_server", args: { url } });
  }

  /** Signs in to the server looked at last. Rejects with words for the user. */
  async signIn(login_id: string, password: string, mfa_code: string | null): Promise<void> {
    this.enter(await ask(this.bridge, { call: "sign_in", args: { login_id, password, mfa_code } }));
  }

  /** Signs out and erases the account from this device. */
  async signOut(): Promise<void> {
    await this.tryTo(() => ask(this.bridge, { call: "sign_out" }));
    await this.refresh();
  }

  /** Asks the device's owner to authenticate. */
  async unlock(): Promise<void> {
    await this.tryTo(async () => this.enter(await ask(this.bridge, { call: "unlock" })));
  }

  /** Leaves the screen that says what was erased. */
  async acknowledgeErased(): Promise<void> {
    await this.tryTo(() => ask(this.bridge, { call: "acknowledge_erased" }));
    await this.refresh();
  }

  /** Sets one's own presence. */
  async setStatus(status: string): Promise<void> {
    await this.tryTo(() => ask(this.bridge, { call: "set_status", args: { status } }));
    await this.refresh();
  }

  /** People whose name begins with a term. Rejects with words for the user. */
  findPeople(term: string): Promise<PersonView[]> {
    return ask(this.bridge, { call: "find_people", args: { term } });
  }

  /** Shows a screen. A channel that was open is closed, unless it is the screen. */
  go(screen: Exclude<Screen, "channel">): void {
    if (this.snapshot.channel) void ask(this.bridge, { call: "close_channel" }).catch(() => undefined);
    this.set({ screen, channel: null });
  }

  /** Opens a channel. */
  async open(id: string): Promise<void> {
    const known = this.channelName(id);
    this.set({
      screen: "channel",
      banner: null,
      channel: { id, name: known, content: loading, older: "idle" },
    });
    await this.reloadChannel();
  }

  /** Opens or makes the direct channel with somebody. Rejects with words for the user. */
  async startDirect(user_id: string): Promise<void> {
    const view = await ask(this.bridge, { call: "start_direct", args: { user_id } });
    this.set({
      screen: "channel",
      channel: { id: view.id, name: view.name, content: ready(view), older: "idle" },
    });
    await this.loadChannels();
  }

  /** Asks again for the newest posts of the open channel. */
  async reloadChannel(): Promise<void> {
    const id = this.snapshot.channel?.id;
    if (id === undefined) return;
    try {
      const view = await ask(this.bridge, { call: "open_channel", args: { channel_id: id } });
      this.changeChannel(id, shown => ({ ...shown, name: view.name, content: ready(joined(shown, view)) }));
    } catch (error) {
      this.changeChannel(id, shown =>
        shown.content.state === "ready"
          ? shown
          : { ...shown, content: { state: "failed", failure: failureOf(error) } },
      );
    }
  }

  /** Asks for posts before the oldest that shows. */
  async loadOlder(): Promise<void> {
    const shown = this.snapshot.channel;
    if (shown?.content.state !== "ready" || shown.older === "loading") return;
    const { id, content } = shown;
    const before = content.value.page.posts.find(post => post.id !== null)?.id;
    if (!content.value.page.has_older || !before) return;
    this.changeChannel(id, now => ({ ...now, older: "loading" }));
    try {
      const page = await ask(this.bridge, { call: "older_posts", args: { channel_id: id, before } });
      this.changePosts(id, shownPage => withOlder(shownPage, page));
      this.changeChannel(id, now => ({ ...now, older: "idle" }));
    } catch {
      this.changeChannel(id, now => ({ ...now, older: "failed" }));
    }
  }

  /** Keeps what is typed in a channel. */
  draft(channelId: string, text: string): void {
    this.set({ drafts: { ...this.snapshot.drafts, [channelId]: text } });
  }

  /** Sends a post to the open channel. What could not even be queued goes back into the draft. */
  async send(message: string): Promise<void> {
    const id = this.snapshot.channel?.id;
    if (id === undefined || message.trim() === "") return;
    this.draft(id, "");
    try {
      const sent = await ask(this.bridge, { call: "send", args: { channel_id: id, root_id: null, message } });
      this.changePosts(id, page => withPost(page, sent));
    } catch (error) {
      this.draft(id, message);
      this.set({ notice: failureOf(error).message });
    }
  }

  /** Sends a failed post again. */
  async retry(pending_post_id: string): Promise<void> {
    await this.tryTo(() => ask(this.bridge, { call: "retry_send", args: { pending_post_id } }));
    await this.reloadChannel();
  }

  /** Gives up a failed post. */
  async discard(pending_post_id: string): Promise<void> {
    const id = this.snapshot.channel?.id;
    await this.tryTo(() => ask(this.bridge, { call: "discard_send", args: { pending_post_id } }));
    if (id !== undefined) this.changePosts(id, page => withoutPost(page, pending_post_id));
  }

  /** Takes the banner away. */
  dismissBanner(): void {
    this.set({ banner: null });
  }

  /** Takes the notice away. */
  dismissNotice(): void {
    this.set({ notice: null });
  }

  private hear(event: BridgeEvent): void {
    const open = this.snapshot.channel?.id;
    if (event.event === "state_changed") this.enter(event.detail);
    else if (event.event === "channels_changed") void this.loadChannels();
    else if (event.event === "navigate") void this.open(event.detail.channel_id);
    else if (event.detail.channel_id !== open) this.elsewhere(event);
    else if (event.event === "posts_changed" && this.active) void this.reloadChannel();
    else if (event.event === "posts_changed") this.stale = true;
  }

  private elsewhere(event: BridgeEvent): void {
    if (event.event === "banner") this.set({ banner: event.detail });
  }

  /** Takes a new state. Says whether another account, or none, is behind it now. */
  private enter(view: AppView): boolean {
    const before = this.snapshot.view;
    const open = view.gate.gate === "open";
    const same = open && before?.gate.gate === "open" && before.account?.user_id === view.account?.user_id;
    if (!same) {
      this.account += 1;
      this.stale = false;
    }
    this.set(same ? { view } : { ...nobody, view });
    if (open && !same) void this.loadChannels();
    if (open && view.navigate !== null && view.navigate !== this.snapshot.channel?.id)
      void this.open(view.navigate);
    return !same;
  }

  private channelName(id: string): string {
    const list = this.snapshot.channels;
    if (list.state !== "ready") return "";
    return list.value.sections.flatMap(({ channels }) => channels).find(row => row.id === id)?.name ?? "";
  }

  private changeChannel(id: string, change: (shown: OpenChannel) => OpenChannel): void {
    const shown = this.snapshot.channel;
    if (shown?.id === id) this.set({ channel: change(shown) });
  }

  private changePosts(id: string, change: (page: ChannelView["page"]) => ChannelView["page"]): void {
    this.changeChannel(id, shown =>
      shown.content.state === "ready"
        ? { ...shown, content: ready({ ...shown.content.value, page: change(shown.content.value.page) }) }
        : shown,
    );
  }

  private async tryTo(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.set({ notice: failureOf(error).message });
    }
  }
}

const joined = (shown: OpenChannel, view: ChannelView): ChannelView =>
  shown.content.state === "ready" ? { ...view, page: withNewest(shown.content.value.page, view.page) } : view;
