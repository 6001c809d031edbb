import { idOnlyText, newId, tokenLike } from "./text.js";

/** @typedef {import("./world.js").World} World @typedef {import("./phone.js").Phone} Phone */
/** @typedef {import("./world.js").Person} Person @typedef {import("./world.js").Post} Post */

/**
 * Decides about a push for a new post and, when there is one, lets every party see what it would see.
 * @param {World} world @param {Post} post @param {Phone} phone the reader's
 */
export function pushMessage(world, post, phone) {
  const reader = /** @type {Person} */ (phone.person);
  const channel = world.channel(post.channel_id);
  const author = world.person(post.user_id);
  if (!world.config.EmailSettings.SendPushNotifications) return decline(world, phone, "push_disabled");
  if (phone.isLookingAt(post.channel_id)) return decline(world, phone, "user_is_active");
  const ackId = newId();
  const mode = world.config.EmailSettings.PushNotificationContents;
  const direct = channel.kind === "direct";
  const name = direct ? author.display_name : channel.name;
  const shownText = { full: `${author.display_name}: ${post.message}`, id_loaded: idOnlyText }[mode];
  /** @type {Record<string, unknown>} */
  const message = {
    ack_id: ackId,
    platform: phone.platform === "ios" ? "apple_rn-v2" : "android_rn-v2",
    server_id: world.serverId,
    device_id: phone.deviceId,
    post_id: post.id,
    category: "CAN_REPLY",
    badge: world.badge(reader),
    team_id: world.teamId,
    channel_id: channel.id,
    sender_id: author.id,
    ...(mode === "id_loaded" || mode === "generic_no_channel" ? {} : { channel_name: name }),
    ...(mode === "id_loaded" ? {} : { sender_name: author.display_name }),
    message: shownText ?? `${author.display_name} posted a message.`,
    type: "message",
    version: "v2",
    is_id_loaded: mode === "id_loaded",
    signature: tokenLike({ ack_id: ackId, device_id: phone.deviceId }),
  };
  world.trace.add({
    ack_id: ackId,
    party: "server",
    phone: phone.name,
    step: "decided",
    summary: direct
      ? `Push to ${phone.name}: a direct message`
      : `Push to ${phone.name}: mentioned or following`,
    detail: { send: true, reason: direct ? "direct_message" : "mention", contents: mode },
  });
  carry(world, phone, message);
  phone.deliver({
    message,
    fetched: { message: post.message, channel_name: name, sender_name: author.display_name },
  });
}

/**
 * The push that takes a channel's notifications off a phone once it was read elsewhere or in the app.
 * @param {World} world @param {Phone} phone @param {string} channelId
 */
export function pushClear(world, phone, channelId) {
  const ackId = newId();
  const message = {
    ack_id: ackId,
    platform: phone.platform === "ios" ? "apple_rn-v2" : "android_rn-v2",
    server_id: world.serverId,
    device_id: phone.deviceId,
    channel_id: channelId,
    badge: 0,
    cont_ava: 1,
    type: "clear",
    version: "v2",
    signature: tokenLike({ ack_id: ackId, device_id: phone.deviceId }),
  };
  world.trace.add({
    ack_id: ackId,
    party: "server",
    phone: phone.name,
    step: "decided",
    summary: `${phone.name} has read the channel: clear its notifications`,
    detail: { send: true, reason: "channel_viewed" },
  });
  carry(world, phone, message);
  phone.deliver({ message, fetched: null });
}

/** @param {World} world @param {Phone} phone @param {string} reason */
function decline(world, phone, reason) {
  world.trace.add({
    ack_id: null,
    party: "server",
    phone: phone.name,
    step: "decided",
    summary: `No push to ${phone.name}`,
    detail: { send: false, reason },
  });
}

/** @param {World} world @param {Phone} phone @param {Record<string, unknown>} message */
function carry(world, phone, message) {
  const ack_id = /** @type {string} */ (message.ack_id);
  const apple = phone.platform === "ios";
  const vendor = apple ? "apple" : "google";
  const add = (
    /** @type {import("@countersign/bridge").TraceParty} */ party,
    step = "",
    summary = "",
    /** @type {unknown} */ detail = {},
  ) => world.trace.add({ ack_id, party, phone: phone.name, step, summary, detail });
  add("server", "sent", "Signed and handed to the push gateway", message);
  const request = apple ? applePush(phone, message) : googlePush(phone, message);
  add("gateway", "sent", apple ? "Sent to Apple over HTTP/2" : "Sent to Google over HTTP/2", request);
  add(vendor, "accepted", apple ? "Apple accepted it" : "Google accepted it", request);
  add("gateway", "accepted", "Answered OK to the server", { status: "OK" });
}

/** @param {Phone} phone @param {Record<string, unknown>} message */
function applePush(phone, message) {
  const { type, message: body, channel_name: title, badge, ...rest } = message;
  const silent = type === "clear";
  const custom = Object.fromEntries(
    [
      "ack_id",
      "channel_id",
      "team_id",
      "sender_id",
      "sender_name",
      "post_id",
      "server_id",
      "signature",
      "version",
    ]
      .filter(key => rest[key] !== undefined)
      .map(key => [key, rest[key]]),
  );
  return {
    headers: {
      ":path": `/3/device/${phone.deviceId.split(":")[1]}`,
      "apns-topic": "org.countersign.phone",
      "apns-push-type": silent ? "background" : "alert",
      "apns-priority": silent ? "5" : "10",
    },
    payload: {
      aps: silent
        ? { "content-available": 1, badge }
        : {
            alert: title ? { title, body } : { body },
            badge,
            sound: "default",
            "mutable-content": 1,
            category: "CAN_REPLY",
          },
      type,
      ...custom,
      ...(message.is_id_loaded ? { id_loaded: true } : {}),
    },
  };
}

/** @param {Phone} phone @param {Record<string, unknown>} message */
function googlePush(phone, message) {
  const keys = [
    "ack_id",
    "type",
    "version",
    "channel_id",
    "server_id",
    "category",
    "signature",
    "badge",
    "post_id",
    "message",
    "sender_id",
    "sender_name",
    "channel_name",
    "team_id",
  ];
  const data = Object.fromEntries(
    keys.filter(key => message[key] !== undefined).map(key => [key, String(message[key])]),
  );
  return {
    path: "/v1/projects/countersign-demo/messages:send",
    body: {
      message: {
        token: phone.deviceId.split(":")[1],
        data: { ...data, ...(message.is_id_loaded ? { id_loaded: "true", sender_name: "Someone" } : {}) },
        android: { priority: "high" },
      },
    },
  };
}
