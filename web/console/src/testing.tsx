import { render } from "@testing-library/react";
import { vi } from "vitest";
import { Api } from "./api/client";
import type { Config, Session, User } from "./api/types";
import { Console } from "./app/Console";
import { Provider } from "./app/Provider";

/** An account, active and a member unless told otherwise. */
export const user = (first_name: string, last_name: string, more: Partial<User> = {}): User => ({
  id: first_name.toLowerCase().padEnd(26, "x"),
  username: first_name.toLowerCase(),
  first_name,
  last_name,
  nickname: "",
  email: `${first_name.toLowerCase()}@example.org`,
  position: "",
  roles: "system_user",
  create_at: 1_700_000_000_000,
  delete_at: 0,
  ...more,
});

/** A phone's session. */
export const phoneSession: Session = {
  id: "session".padEnd(26, "x"),
  create_at: 1_700_000_000_000,
  expires_at: 0,
  last_activity_at: Date.now() - 7_200_000,
  device_id: "android_rn-v2:0123456789abcdef0123456789abcdef",
  props: { os: "Android 15", browser: "Mobile App/2.43.0", isMobile: "true" },
};

type Answer = { status: number; body: unknown };

/** The server's API in memory. Keeps accounts, sessions and settings, and every request that changed something. */
export class MemoryServer {
  me = user("Mara", "Lindqvist", { roles: "system_user system_admin" });
  people: User[] = [this.me, user("Ana", "Duarte"), user("Ben", "Okafor")];
  sessions = new Map<string, Session[]>();
  config: Config = { EmailSettings: { SendPushNotifications: true, PushNotificationContents: "id_loaded" } };
  /** `METHOD path`, answered with this from now on. */
  readonly refused = new Map<string, Answer | "unreachable">();
  /** Requests other than GET: method, path, body and CSRF token. */
  readonly changes: { call: string; body: unknown; csrf: string | null }[] = [];

  /** Takes the place of the browser's `fetch`. */
  install(): void {
    vi.stubGlobal("fetch", async (url: string, request: RequestInit) => {
      const path = new URL(url, "http://test").pathname.replace("/api/v4/", "");
      const call = `${request.method} ${path}`;
      const body = request.body ? JSON.parse(String(request.body)) : undefined;
      if (request.method !== "GET") {
        this.changes.push({ call, body, csrf: new Headers(request.headers).get("X-CSRF-Token") });
      }
      const refused = this.refused.get(call);
      if (refused === "unreachable") throw new TypeError("fetch failed");
      const { status, body: reply } =
        refused ?? this.answer(call, path.split("/"), body, new URL(url, "http://test"));
      return new Response(JSON.stringify(reply), { status });
    });
  }

  /** Refuses a call in the server's own shape. */
  refuse(call: string, status: number, message: string, id = ""): void {
    this.refused.set(call, { status, body: { id, message, status_code: status } });
  }

  private answer(call: string, [, id = ""]: string[], body: Record<string, unknown>, url: URL): Answer {
    const person = this.people.find(one => one.id === id);
    const ok = (reply: unknown): Answer => ({ status: 200, body: reply });
    const done = ok({ status: "OK" });
    if (call === "POST users/login") {
      setCookie("MMCSRF=token");
      return ok(this.me);
    }
    if (call === "GET users/me") return ok(this.me);
    if (call === "GET users") return ok(page(this.people, url));
    if (call === "GET config") return ok(this.config);
    if (call === "PUT config/patch") {
      Object.assign(this.config.EmailSettings, body.EmailSettings);
      return ok(this.config);
    }
    if (call.endsWith("/sessions/revoke")) {
      this.sessions.set(
        id,
        (this.sessions.get(id) ?? []).filter(session => session.id !== body.session_id),
      );
      return done;
    }
    if (call.endsWith("/sessions")) return ok(this.sessions.get(id) ?? []);
    if (call.endsWith("/active") && person) {
      person.delete_at = body.active ? 0 : 1_760_000_000_000;
      if (!body.active) this.sessions.delete(id);
      return done;
    }
    if (call.startsWith("GET users/"))
      return person ? ok({ ...person }) : { status: 404, body: { message: "No such user." } };
    return done;
  }
}

function setCookie(cookie: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: as the server's answer would
  document.cookie = cookie;
}

function page(people: User[], url: URL): User[] {
  const [at, size] = [Number(url.searchParams.get("page")), Number(url.searchParams.get("per_page"))];
  return people.slice(at * size, (at + 1) * size).map(person => ({ ...person }));
}

/** The whole console over a server in memory, signed in unless told otherwise, at an address. */
export function renderConsole(server: MemoryServer, hash = "", signedIn = true) {
  location.hash = hash;
  setCookie(signedIn ? "MMCSRF=token" : "MMCSRF=; Max-Age=0");
  server.install();
  return render(
    <Provider still>
      <Console api={new Api("http://localhost:3000/")} />
    </Provider>,
  );
}
