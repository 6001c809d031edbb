import { body, json } from "./http.js";

/**
 * @typedef {import("./world.js").World} World @typedef {import("./world.js").Person} Person
 * @typedef {import("./http.js").Request} Request @typedef {import("./http.js").Response} Response
 */

/** @param {Response} response @param {number} status_code @param {string} id @param {string} message */
const fail = (response, status_code, id, message) =>
  json(response, { id, message, detailed_error: "", request_id: "", status_code }, status_code);

/** The part of the server's API the console uses. @param {World} world @returns {import("./http.js").Handler} */
export function api(world) {
  return async (request, response, path) => {
    if (!path.startsWith("/api/v4/")) return false;
    const call = `${request.method} ${path.slice("/api/v4".length)}`;
    if (call === "POST /users/login") return login(world, request, response);
    const caller = whoAsks(world, request);
    if (!caller)
      return fail(
        response,
        401,
        "api.context.session_expired.app_error",
        "Invalid or expired session, please login again.",
      );
    if (request.method !== "GET" && request.headers["x-csrf-token"] !== caller.session.csrf) {
      return fail(
        response,
        401,
        "api.context.session_expired.app_error",
        "Invalid or expired session, please login again.",
      );
    }
    if (call === "GET /users/me") return json(response, asUser(caller.person));
    if (call === "POST /users/logout") {
      caller.person.sessions = caller.person.sessions.filter(session => session !== caller.session);
      return json(response, { status: "OK" }, 200, { "Set-Cookie": cookies("", "", "", 0) });
    }
    if (!caller.person.roles.includes("system_admin")) {
      return fail(
        response,
        403,
        "api.context.permissions.app_error",
        "You do not have the appropriate permissions.",
      );
    }
    return administer(world, call, request, response);
  };
}

/** @param {World} world @param {string} call @param {Request} request @param {Response} response */
async function administer(world, call, request, response) {
  if (call === "GET /config") return json(response, world.config);
  if (call === "PUT /config/patch") {
    const patch = await body(request);
    Object.assign(world.config.EmailSettings, patch.EmailSettings);
    return json(response, world.config);
  }
  if (call === "GET /users/stats") return json(response, { total_users_count: world.people.length });
  if (call === "GET /users") {
    const query = new URL(request.url ?? "", "http://mock").searchParams;
    const [page, size] = [Number(query.get("page") ?? 0), Number(query.get("per_page") ?? 60)];
    const sorted = [...world.people].sort((a, b) => a.username.localeCompare(b.username));
    return json(response, sorted.slice(page * size, (page + 1) * size).map(asUser));
  }
  const [, id, rest] = /^\w+ \/users\/([^/]+)(.*)$/.exec(call) ?? [];
  const person = world.people.find(candidate => candidate.id === id);
  if (!person) return fail(response, 404, "app.user.missing_account.const", "Unable to find the user.");
  return aboutPerson(world, person, `${request.method} ${rest}`, request, response);
}

/** @param {World} world @param {Person} person @param {string} call @param {Request} request @param {Response} response */
async function aboutPerson(world, person, call, request, response) {
  if (call === "GET ") return json(response, asUser(person));
  if (call === "GET /sessions") return json(response, person.sessions.map(asSession(person)));
  if (call === "POST /sessions/revoke") {
    const { session_id } = await body(request);
    person.sessions = person.sessions.filter(session => session.id !== session_id);
    for (const phone of world.phones) phone.checkSession();
    return json(response, { status: "OK" });
  }
  if (call === "PUT /active") {
    world.setActive(person, (await body(request)).active);
    return json(response, { status: "OK" });
  }
  return fail(response, 404, "api.context.404.app_error", "Sorry, we could not find the page.");
}

/** @param {World} world @param {Request} request @param {Response} response */
async function login(world, request, response) {
  const { login_id, password } = await body(request);
  const person = world.people.find(({ username, email }) => username === login_id || email === login_id);
  if (person?.password !== password || !person || person.delete_at) {
    return fail(
      response,
      401,
      "api.user.login.invalid_credentials_email_username",
      "Enter a valid email or username and/or password.",
    );
  }
  const session = world.addSession(person, "", {
    platform: "Linux",
    os: "Linux",
    browser: "Chrome/140.0",
    isMobile: "false",
  });
  return json(response, asUser(person), 200, {
    Token: session.token,
    "Set-Cookie": cookies(session.token, person.id, session.csrf, 86_400),
  });
}

/** @param {string} token @param {string} user @param {string} csrf @param {number} age */
const cookies = (token, user, csrf, age) => [
  `MMAUTHTOKEN=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}`,
  `MMUSERID=${user}; Path=/; SameSite=Lax; Max-Age=${age}`,
  `MMCSRF=${csrf}; Path=/; SameSite=Lax; Max-Age=${age}`,
];

/** @param {World} world @param {Request} request */
function whoAsks(world, request) {
  const token = /MMAUTHTOKEN=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  for (const person of world.people) {
    const session = person.sessions.find(candidate => candidate.token === token);
    if (session) return { person, session };
  }
  return null;
}

/** @param {Person} person */
function asUser({ display_name: _name, password: _password, sessions: _sessions, status: _status, ...user }) {
  return { ...user, update_at: user.create_at, nickname: "", auth_service: "", locale: "en" };
}

/** @param {Person} person */
const asSession =
  person =>
  (/** @type {import("./world.js").Session} */ { csrf: _csrf, ...session }) => ({
    ...session,
    token: "",
    user_id: person.id,
    roles: person.roles,
    is_oauth: false,
  });
