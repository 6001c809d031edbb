import { EventEmitter } from "node:events";
import { answer } from "./core.js";
import { pushClear } from "./push.js";
import { newId } from "./text.js";

/**
 * @typedef {import("./world.js").World} World @typedef {import("./world.js").Person} Person
 * @typedef {import("@countersign/bridge").DeviceView} DeviceView @typedef {import("@countersign/bridge").GateView} GateView
 * @typedef {import("@countersign/bridge").DeviceControl} DeviceControl @typedef {import("@countersign/bridge").BridgeCall} BridgeCall
 * @typedef {import("@countersign/bridge").AppView} AppView @typedef {import("@countersign/bridge").BridgeEvent} BridgeEvent
 * @typedef {{ message: Record<string, unknown>, fetched: { message: string, channel_name: string, sender_name: string } | null }} Push
 */

/** A simulated phone with its app. Emits `device` and `bridge` with what the page is told. */
export class Phone extends EventEmitter {
  /** @type {Person | null} */
  person = null;
  /** @type {import("./world.js").Session | null} */
  session = null;
  /** @type {GateView} */
  gate = { gate: "sign_in", server_url: null, username: null, server_locked: false };
  /** @type {string | null} */
  open = null;
  /** @type {string | null} */
  leadsTo = null;
  /** @type {Push[]} */
  waiting = [];
  /** @type {import("@countersign/bridge").PostView[]} */
  outbox = [];
  /** @type {Omit<DeviceView, "name" | "platform" | "badge" | "storage">} */
  device = {
    app: "foreground",
    locked: false,
    online: true,
    jailbroken: false,
    notifications: [],
    prompt: null,
  };

  /** @param {World} world @param {string} name @param {import("@countersign/bridge").DevicePlatform} platform @param {Person} owner */
  constructor(world, name, platform, owner) {
    super();
    this.setMaxListeners(0);
    this.world = world;
    this.name = name;
    this.platform = platform;
    const token = Array.from({ length: 64 }, () => "0123456789abcdef"[Math.floor(Math.random() * 16)]).join(
      "",
    );
    this.deviceId = platform === "ios" ? `apple_rn-v2:${token}` : `android_rn-v2:${token}`;
    this.signIn(owner);
    world.on("posted", post => {
      if (
        !this.person ||
        !this.reachable() ||
        !world.channel(post.channel_id).members.includes(this.person.id)
      )
        return;
      this.tell({ event: "posts_changed", detail: { channel_id: post.channel_id } });
      this.tell({ event: "channels_changed" });
      if (
        post.user_id !== this.person.id &&
        this.device.app === "foreground" &&
        !this.isLookingAt(post.channel_id)
      ) {
        const author = world.person(post.user_id).display_name;
        this.tell({
          event: "banner",
          detail: { title: author, body: post.message, channel_id: post.channel_id },
        });
      }
      this.changed();
    });
  }

  /** @param {Person} person */
  signIn(person) {
    this.person = person;
    this.session = this.world.addSession(person, this.deviceId, {
      platform: this.platform === "ios" ? "iPhone" : "Pixel",
      os: this.platform === "ios" ? "iOS 18" : "Android 15",
      browser: "Mobile App/2.43.0",
      isMobile: "true",
      mobile_version: "2.43.0",
    });
    this.gate = { gate: "open" };
  }

  /** Whether the app's process runs and has a network. */
  reachable() {
    return this.device.app !== "killed" && this.device.online;
  }

  /** @param {string} channelId */
  isLookingAt(channelId) {
    const { app, locked, online } = this.device;
    return app === "foreground" && !locked && online && this.open === channelId && this.gate.gate === "open";
  }

  /** @returns {DeviceView} */
  look() {
    const held = this.person !== null;
    return {
      name: this.name,
      platform: this.platform,
      ...this.device,
      badge: this.person ? this.world.badge(this.person) : 0,
      storage: {
        keys: held ? ["database-key", "push-verification-key", "session-token"] : [],
        files: held
          ? [
              { path: "accounts/northwind/chat.db", size_bytes: 163_840 },
              { path: "accounts/northwind/chat.db-wal", size_bytes: 32_768 },
              { path: "accounts/northwind/outbox.db", size_bytes: 8_192 },
            ]
          : [],
      },
    };
  }

  /** @returns {AppView} */
  view() {
    const person = this.person;
    return {
      gate: this.device.jailbroken
        ? {
            gate: "blocked",
            vendor: "Northwind",
            reason: "This phone looks jailbroken or rooted, and Northwind does not trust such phones.",
            can_sign_out: true,
          }
        : this.gate,
      account: person && {
        user_id: person.id,
        username: person.username,
        display_name: person.display_name,
        server_url: this.world.address,
        site_name: this.world.config.TeamSettings.SiteName,
        status: person.status,
      },
      connection: !person ? "idle" : this.device.online ? "connected" : "offline",
      badge: person ? this.world.badge(person) : 0,
      copy_allowed: true,
      screen_protected: false,
      navigate: this.leadsTo,
    };
  }

  /** @param {BridgeEvent} event */
  tell(event) {
    if (this.device.app !== "killed") this.emit("bridge", event);
  }

  /** Tells the page the new state of device and app. */
  changed() {
    this.emit("device", this.look());
    this.tell({ event: "state_changed", detail: this.view() });
  }

  /** @param {BridgeCall} call */
  ask(call) {
    return answer(this, call);
  }

  /** @param {DeviceControl} control @returns {DeviceView} */
  press(control) {
    const device = this.device;
    switch (control.control) {
      case "open_app":
        Object.assign(device, { app: "foreground", locked: false });
        break;
      case "press_home":
        if (device.app === "foreground") device.app = "background";
        break;
      case "kill_app":
        Object.assign(device, { app: "killed" });
        this.open = null;
        break;
      case "set_locked":
        device.locked = control.args;
        break;
      case "set_online":
        device.online = control.args;
        break;
      case "set_jailbroken":
        device.jailbroken = control.args;
        break;
      case "answer_prompt":
        device.prompt = null;
        if (control.args) this.gate = { gate: "open" };
        break;
      case "tap_notification":
        this.tap(control.args);
        break;
      case "dismiss_notification":
        this.remove(shown => shown.id !== control.args);
    }
    this.checkSession();
    if (device.online) for (const push of this.waiting.splice(0)) this.deliver(push);
    if (this.reachable() && this.outbox.length) this.flush();
    this.changed();
    return this.look();
  }

  /** Sends what was written without a network. */
  flush() {
    for (const view of this.outbox.splice(0)) {
      this.world.post({
        channel_id: String(this.open),
        user_id: view.user_id,
        message: view.message,
        pending_post_id: view.pending_post_id,
      });
    }
  }

  /** @param {string} id */
  tap(id) {
    const shown = this.device.notifications.find(notification => notification.id === id);
    Object.assign(this.device, { app: "foreground", locked: false });
    this.remove(notification => notification.id !== id);
    if (!shown) return;
    this.leadsTo = shown.thread;
    this.changed();
    this.tell({ event: "navigate", detail: { channel_id: shown.thread } });
  }

  /** @param {(shown: import("@countersign/bridge").NotificationView) => boolean} keep */
  remove(keep) {
    this.device.notifications = this.device.notifications.filter(keep);
  }

  /** @param {string} channelId */
  read(channelId) {
    const person = /** @type {Person} */ (this.person);
    const had = this.world.unread(person, this.world.channel(channelId)).length > 0;
    this.world.viewed.set(person.id + channelId, Date.now());
    if (!had) return;
    this.changed();
    setTimeout(() => pushClear(this.world, this, channelId));
  }

  /** A session that ended on the server erases everything here, as soon as this phone can know. */
  checkSession() {
    if (
      !this.person ||
      !this.reachable() ||
      this.person.sessions.includes(/** @type {never} */ (this.session))
    )
      return;
    const storage = this.look().storage;
    const reason = this.person.delete_at
      ? "Your account was deactivated."
      : "Your session was ended by an administrator.";
    this.person = null;
    this.open = null;
    this.outbox = [];
    this.device.notifications = [];
    this.gate = {
      gate: "erased",
      reason: `${reason} Everything this app kept on this phone has been erased.`,
    };
    this.world.trace.add({
      ack_id: null,
      party: "phone",
      phone: this.name,
      step: "erased",
      summary: `${this.name}’s phone destroyed its key, then its files`,
      detail: {
        reason: "session_ended",
        removed_keys: storage.keys,
        removed_files: storage.files.map(file => file.path),
        complete: true,
        at_start: false,
      },
    });
    this.changed();
  }

  /** @param {Push} push */
  deliver(push) {
    if (!this.device.online) {
      this.waiting.push(push);
      return;
    }
    const { message, fetched } = push;
    const ack_id = String(message.ack_id);
    const add = (/** @type {string} */ step, /** @type {string} */ summary, /** @type {unknown} */ detail) =>
      this.world.trace.add({ ack_id, party: "phone", phone: this.name, step, summary, detail });
    const { device_id: _token, platform: _platform, ...payload } = message;
    add("received", "The push arrived", payload);
    add("verified", "Signed by this phone’s own server, for this phone", {
      algorithm: "ES256",
      claims: { ack_id, device_id: "…" },
    });
    if (!fetched) {
      this.remove(shown => shown.thread !== message.channel_id);
      add("cleared", "Notifications of the channel taken away", { badge: message.badge });
    } else if (this.person) {
      const idOnly = message.is_id_loaded;
      if (idOnly) add("fetched", "Text fetched from its own server", fetched);
      const title = idOnly ? fetched.channel_name : String(message.channel_name ?? message.sender_name);
      const body = idOnly ? fetched.message : String(message.message);
      if (this.device.app !== "foreground" || this.device.locked) {
        this.device.notifications = [
          { id: newId(), title, body, thread: String(message.channel_id), shown_at: Date.now() },
          ...this.device.notifications,
        ];
        add("shown", "Shown on the screen", { title, body });
      }
    }
    add("acked", "Told the server that it arrived", {
      id: ack_id,
      received_at: Date.now(),
      type: message.type,
    });
    this.changed();
  }
}
