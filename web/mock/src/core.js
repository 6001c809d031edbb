import { newId } from "./text.js";

/**
 * @typedef {import("./phone.js").Phone} Phone @typedef {import("./world.js").Person} Person
 * @typedef {import("./world.js").Channel} Channel @typedef {import("./world.js").Post} Post
 * @typedef {import("@countersign/bridge").BridgeReply} BridgeReply @typedef {import("@countersign/bridge").BridgeCall} BridgeCall
 * @typedef {import("@countersign/bridge").PostView} PostView
 */

const pageSize = 30;

/** @param {import("@countersign/bridge").BridgeErrorKind} kind @param {string} message @returns {BridgeReply} */
const refuse = (kind, message) => ({ reply: "error", value: { kind, message } });

/** Answers a call as the phone's core would. @param {Phone} phone @param {BridgeCall} call @returns {BridgeReply} */
export function answer(phone, call) {
  if (phone.device.app === "killed") return refuse("internal", "The app is not running.");
  switch (call.call) {
    case "state":
      return { reply: "state", value: phone.view() };
    case "look_at_server":
      return lookAtServer(phone, call.args.url);
    case "sign_in":
      return signIn(phone, call.args);
    case "unlock":
      phone.device.prompt = "Unlock Countersign";
      phone.changed();
      return { reply: "state", value: phone.view() };
    case "acknowledge_erased":
      phone.gate = { gate: "sign_in", server_url: phone.world.address, username: null, server_locked: false };
      phone.changed();
      return { reply: "done" };
    default:
      if (!phone.person || phone.view().gate.gate !== "open") return refuse("gate", "Sign in first.");
      return signedIn(phone, phone.person, call);
  }
}

/** @param {Phone} phone @param {Person} person @param {BridgeCall} call @returns {BridgeReply} */
function signedIn(phone, person, call) {
  const world = phone.world;
  switch (call.call) {
    case "channels":
      return { reply: "channels", value: channelList(phone, person) };
    case "open_channel":
      return openChannel(phone, person, world.channel(call.args.channel_id));
    case "close_channel":
      phone.open = null;
      return { reply: "done" };
    case "older_posts":
      return { reply: "posts", value: page(phone, person, call.args.channel_id, call.args.before) };
    case "send":
      return send(phone, person, call.args);
    case "find_people":
      return { reply: "people", value: findPeople(phone, person, call.args.term.toLowerCase()) };
    case "start_direct":
      return openChannel(phone, person, world.direct(person, world.person(call.args.user_id)));
    case "set_status":
      person.status = call.args.status;
      phone.changed();
      return { reply: "done" };
    case "sign_out":
      person.sessions = person.sessions.filter(session => session !== phone.session);
      phone.person = null;
      phone.gate = {
        gate: "sign_in",
        server_url: world.address,
        username: person.username,
        server_locked: false,
      };
      phone.changed();
      return { reply: "done" };
    case "retry_send":
    case "discard_send":
      phone.outbox = phone.outbox.filter(view => view.pending_post_id !== call.args.pending_post_id);
      return { reply: "done" };
    default:
      return refuse("internal", "This is not part of the mock.");
  }
}

/** @param {Phone} phone @param {string} url @returns {BridgeReply} */
function lookAtServer(phone, url) {
  if (!phone.device.online)
    return refuse("unreachable", "This phone has no network. Connect it and try again.");
  if (/\s/.test(url) || url === "")
    return refuse("invalid", "This is not an address. Write it as chat.example.org.");
  return {
    reply: "server",
    value: {
      url: phone.world.address,
      site_name: "Northwind",
      email_sign_in: true,
      username_sign_in: true,
      push_available: true,
    },
  };
}

/** @param {Phone} phone @param {{ login_id: string, password: string }} args @returns {BridgeReply} */
function signIn(phone, { login_id, password }) {
  const person = phone.world.people.find(
    ({ username, email }) => username === login_id || email === login_id,
  );
  if (person?.delete_at)
    return refuse("refused", "This account is deactivated. Ask your administrator to activate it.");
  if (person?.password !== password) return refuse("credentials", "The name or the password is wrong.");
  phone.signIn(person);
  phone.changed();
  return { reply: "state", value: phone.view() };
}

/** @param {Phone} phone @param {Person} person */
function channelList(phone, person) {
  const world = phone.world;
  const rows = world.channelsOf(person).map(channel => {
    const other = world.people.find(
      ({ id }) => id !== person.id && channel.kind === "direct" && channel.members.includes(id),
    );
    return {
      id: channel.id,
      name: other?.display_name ?? channel.name,
      kind: channel.kind,
      unread: world.unread(person, channel).length > 0,
      mentions: world.mentions(person, channel),
      muted: false,
      status: other?.status ?? null,
      last_post_at: world.posts.findLast(post => post.channel_id === channel.id)?.create_at ?? 0,
    };
  });
  const direct = rows.filter(row => row.kind === "direct");
  return {
    team_name: "Northwind",
    sections: [
      { id: "channels", title: "Channels", channels: rows.filter(row => row.kind !== "direct") },
      { id: "direct_messages", title: "Direct messages", channels: direct },
    ],
  };
}

/** @param {Phone} phone @param {Person} person @param {Channel} channel @returns {BridgeReply} */
function openChannel(phone, person, channel) {
  phone.open = channel.id;
  phone.leadsTo = null;
  phone.read(channel.id);
  const other = phone.world.people.find(({ id }) => id !== person.id && channel.members.includes(id));
  return {
    reply: "channel",
    value: {
      id: channel.id,
      name: channel.kind === "direct" ? (other?.display_name ?? "") : channel.name,
      kind: channel.kind,
      header: channel.header,
      read_only:
        channel.name === "Field notes"
          ? "This channel is archived. You can read it, but not write here."
          : null,
      page: page(phone, person, channel.id, null),
    },
  };
}

/** @param {Phone} phone @param {Person} person @param {string} channelId @param {string | null} before */
function page(phone, person, channelId, before) {
  const all = phone.world.posts.filter(post => post.channel_id === channelId);
  const end = before ? all.findIndex(post => post.id === before) : all.length;
  const start = Math.max(0, end - pageSize);
  const posts = all.slice(start, end).map(post => view(phone, person, post));
  return { channel_id: channelId, posts: before ? posts : [...posts, ...phone.outbox], has_older: start > 0 };
}

/** @param {Phone} phone @param {Person} person @param {Post} post @returns {PostView} */
function view(phone, person, post) {
  const own = post.user_id === person.id;
  return {
    id: post.id,
    pending_post_id: own ? post.pending_post_id : "",
    root_id: null,
    user_id: post.user_id,
    author: phone.world.person(post.user_id).display_name,
    own,
    system: false,
    message: post.message,
    create_at: post.create_at,
    edited: false,
    delivery: "sent",
    failure: null,
  };
}

/** @param {Phone} phone @param {Person} person @param {{ channel_id: string, message: string }} args @returns {BridgeReply} */
function send(phone, person, { channel_id, message }) {
  const pending_post_id = `${person.id}:${Date.now()}`;
  const draft = { channel_id, user_id: person.id, message, pending_post_id };
  const pending = {
    ...view(phone, person, { ...draft, id: newId(), create_at: Date.now() }),
    id: null,
    delivery: /** @type {const} */ ("pending"),
  };
  if (phone.device.online) setTimeout(() => phone.world.post(draft), 120);
  else phone.outbox.push(pending);
  return { reply: "sent", value: pending };
}

/** @param {Phone} phone @param {Person} person @param {string} term */
function findPeople(phone, person, term) {
  return phone.world.people
    .filter(other => other !== person && !other.delete_at)
    .filter(
      ({ username, display_name }) => username.startsWith(term) || display_name.toLowerCase().includes(term),
    )
    .map(({ id, username, display_name, status }) => ({ user_id: id, username, display_name, status }));
}
