import { EventEmitter } from "node:events";
import { Phone } from "./phone.js";
import { pushMessage } from "./push.js";
import { newId } from "./text.js";
import { TraceLog } from "./trace.js";

/**
 * @typedef {{ id: string, username: string, display_name: string, first_name: string, last_name: string, email: string,
 *   position: string, roles: string, password: string, status: string, create_at: number, delete_at: number,
 *   last_activity_at: number, sessions: Session[] }} Person
 * @typedef {{ id: string, token: string, csrf: string, create_at: number, expires_at: number, last_activity_at: number,
 *   device_id: string, props: Record<string, string> }} Session
 * @typedef {{ id: string, name: string, kind: string, header: string, members: string[] }} Channel
 * @typedef {{ id: string, channel_id: string, user_id: string, message: string, create_at: number, pending_post_id: string }} Post
 */

const day = 86_400_000;

/** Everything behind the pages, in memory: people, channels, posts, two phones and the trace of every push. */
export class World extends EventEmitter {
  trace = new TraceLog();
  serverId = newId();
  teamId = newId();
  address = "";
  config = {
    TeamSettings: { SiteName: "Northwind" },
    EmailSettings: {
      SendPushNotifications: true,
      PushNotificationContents: "id_loaded",
      PushNotificationServer: "",
    },
  };
  /** @type {Person[]} */
  people = [];
  /** @type {Channel[]} */
  channels = [];
  /** @type {Post[]} */
  posts = [];
  /** @type {Map<string, number>} */
  viewed = new Map();
  /** @type {Phone[]} */
  phones = [];

  constructor() {
    super();
    this.setMaxListeners(0);
    this.trace.setMaxListeners(0);
    const ana = this.addPerson("ana", "Ana", "Duarte", "Operations lead");
    const ben = this.addPerson("ben", "Ben", "Okafor", "Field engineer");
    const root = this.addPerson(
      "admin",
      "Mara",
      "Lindqvist",
      "System administrator",
      "system_user system_admin",
    );
    for (const [first, last, position] of colleagues)
      this.addPerson(first.toLowerCase(), first, last, position);
    this.fill(ana, ben, root);
    this.phones = [new Phone(this, "Ana", "ios", ana), new Phone(this, "Ben", "android", ben)];
  }

  /** @param {string} id */
  person(id) {
    return /** @type {Person} */ (this.people.find(person => person.id === id));
  }

  /** @param {string} id */
  channel(id) {
    return /** @type {Channel} */ (this.channels.find(channel => channel.id === id));
  }

  /** @param {Person} person @param {Channel} channel */
  unread(person, channel) {
    const seen = this.viewed.get(person.id + channel.id) ?? 0;
    return this.posts.filter(
      post => post.channel_id === channel.id && post.user_id !== person.id && post.create_at > seen,
    );
  }

  /** @param {Person} person @param {Channel} channel */
  mentions(person, channel) {
    const unread = this.unread(person, channel);
    return channel.kind === "direct"
      ? unread.length
      : unread.filter(post => post.message.includes(`@${person.username}`)).length;
  }

  /** @param {Person} person */
  badge(person) {
    return this.channelsOf(person).reduce((sum, channel) => sum + this.mentions(person, channel), 0);
  }

  /** @param {Person} person */
  channelsOf(person) {
    return this.channels.filter(channel => channel.members.includes(person.id));
  }

  /** @param {Person} first @param {Person} second */
  direct(first, second) {
    const found = this.channels.find(
      ({ kind, members }) => kind === "direct" && members.includes(first.id) && members.includes(second.id),
    );
    if (found) return found;
    const channel = { id: newId(), name: "", kind: "direct", header: "", members: [first.id, second.id] };
    this.channels.push(channel);
    return channel;
  }

  /** Stores a post, tells the phones, and pushes to those that are not looking. @param {Omit<Post, "id" | "create_at">} draft */
  post(draft) {
    const post = { ...draft, id: newId(), create_at: Date.now() };
    this.posts.push(post);
    const channel = this.channel(post.channel_id);
    this.emit("posted", post);
    for (const phone of this.phones) {
      const person = phone.person;
      if (!person || person.id === post.user_id || !channel.members.includes(person.id)) continue;
      if (channel.kind === "direct" || post.message.includes(`@${person.username}`))
        pushMessage(this, post, phone);
    }
    return post;
  }

  /** @param {Person} person @param {boolean} active */
  setActive(person, active) {
    person.delete_at = active ? 0 : Date.now();
    if (!active) person.sessions = [];
    for (const phone of this.phones) phone.checkSession();
  }

  /** @param {Person} person @param {string} deviceId @param {Record<string, string>} props @returns {Session} */
  addSession(person, deviceId, props) {
    const now = Date.now();
    const session = {
      id: newId(),
      token: newId(),
      csrf: newId(),
      create_at: now,
      last_activity_at: now,
      expires_at: now + 30 * day,
      device_id: deviceId,
      props,
    };
    person.sessions.push(session);
    return session;
  }

  /** @param {string} username @param {string} first_name @param {string} last_name @param {string} position @param {string} roles */
  addPerson(username, first_name, last_name, position, roles = "system_user") {
    const age = this.people.length;
    const person = {
      id: newId(),
      username,
      first_name,
      last_name,
      display_name: `${first_name} ${last_name}`,
      email: `${username}@northwind.example`,
      position,
      roles,
      password: `${username}-demo`,
      status: ["online", "away", "dnd", "offline"][age % 4] ?? "online",
      create_at: Date.now() - (40 - age) * 9 * day,
      delete_at: age % 11 === 10 ? Date.now() - 3 * day : 0,
      last_activity_at: Date.now() - age * age * 1_300_000,
      sessions: /** @type {Session[]} */ ([]),
    };
    this.people.push(person);
    return person;
  }

  /** @param {Person} ana @param {Person} ben @param {Person} root */
  fill(ana, ben, root) {
    const team = this.people.map(person => person.id);
    const open = (
      /** @type {string} */ name,
      /** @type {string} */ kind,
      /** @type {string} */ header,
      members = team,
    ) => {
      const channel = { id: newId(), name, kind, header, members };
      this.channels.push(channel);
      return channel;
    };
    const square = open("Town Square", "public", "Announcements and everyday talk");
    const night = open("Night shift", "private", "Handover at **06:00**, keys at the gate", [
      ana.id,
      ben.id,
      root.id,
    ]);
    open("Field notes", "public", "What we found out there");
    const chat = this.direct(ana, ben);
    const say = (
      /** @type {Channel} */ channel,
      /** @type {Person} */ person,
      /** @type {string} */ message,
      /** @type {number} */ minutes,
    ) =>
      this.posts.push({
        id: newId(),
        channel_id: channel.id,
        user_id: person.id,
        message,
        create_at: Date.now() - minutes * 60_000,
        pending_post_id: "",
      });
    for (let at = 90; at > 0; at--)
      say(square, at % 3 ? ana : root, `Round ${91 - at} is done, nothing to report.`, 2_000 + at * 7);
    say(
      square,
      root,
      "Welcome, everybody. Please read the **handover rules** before your first shift:\n\n1. Keys stay on site\n2. Write down what you change\n3. Call before you open a gate",
      190,
    );
    say(square, ana, "Done. The checklist is at https://wiki.northwind.example/handover", 170);
    say(night, root, "Generator test moved to `04:30`.", 95);
    say(night, ben, "I will be there.", 93);
    say(chat, ana, "Are you on site already?", 32);
    say(chat, ben, "Ten minutes away.", 31);
    for (const person of [ana, ben])
      for (const channel of this.channels) this.viewed.set(person.id + channel.id, Date.now());
  }
}

/** @type {[string, string, string][]} */
const colleagues = [
  ["Chidi", "Amari", "Dispatcher"],
  ["Elif", "Kaya", "Field engineer"],
  ["Freya", "Holm", "Security officer"],
  ["Goran", "Petrov", "Electrician"],
  ["Hana", "Sato", "Planner"],
  ["Ivo", "Marek", "Field engineer"],
  ["Jonas", "Weber", "Legal counsel"],
  ["Keiko", "Mori", "Field engineer"],
  ["Lena", "Fischer", "Dispatcher"],
  ["Mateo", "Rojas", "Crane operator"],
  ["Nadia", "Haddad", "Planner"],
  ["Oskar", "Nowak", "Electrician"],
  ["Priya", "Nair", "Safety engineer"],
  ["Quentin", "Moreau", "Dispatcher"],
  ["Rosa", "Bianchi", "Field engineer"],
  ["Samir", "Aziz", "Site manager"],
  ["Tuva", "Berg", "Electrician"],
  ["Uma", "Reddy", "Planner"],
];
