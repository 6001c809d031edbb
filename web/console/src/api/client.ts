import type { Config, Session, User } from "./types";

/** A refusal of the server, in its own words. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  /** @param status HTTP status, 0 when nothing came back  @param id the server's stable name for the error */
  constructor(
    readonly status: number,
    readonly id: string,
    message: string,
  ) {
    super(message);
  }
}

const perPage = 200;

/** The most accounts that are loaded into the table. */
export const mostPeople = 5_000;

/** The server's API as the console uses it: cookies for the session, and their CSRF token on whatever changes something. */
export class Api {
  /** Called when the server says that the session is over. */
  onSessionEnd: () => void = () => {};

  /** @param base where `/api/v4` is, with a slash at the end */
  constructor(private readonly base: string) {}

  /** Whether this browser may hold a session. Saves a request that would be refused. */
  mayBeSignedIn(): boolean {
    return cookie("MMCSRF") !== undefined;
  }

  /** Signs in. `token` is the code of the second factor. */
  signIn(login_id: string, password: string, token: string): Promise<User> {
    return this.ask("POST", "users/login", { login_id, password, token });
  }

  /** Ends this browser's session. */
  async signOut(): Promise<void> {
    await this.ask("POST", "users/logout", {});
  }

  /** Who is signed in. */
  me(): Promise<User> {
    return this.ask("GET", "users/me");
  }

  /** All accounts, page by page, {@link mostPeople} at the most. `onPage` hears what has come so far. */
  async people(onPage: (soFar: User[]) => void): Promise<User[]> {
    let all: User[] = [];
    for (let page = 0; all.length < mostPeople; page++) {
      const next = await this.ask<User[]>("GET", `users?page=${page}&per_page=${perPage}`);
      all = [...all, ...next];
      onPage(all);
      if (next.length < perPage) break;
    }
    return all;
  }

  /** One account. */
  person(userId: string): Promise<User> {
    return this.ask("GET", `users/${userId}`);
  }

  /** Where somebody is signed in. */
  sessions(userId: string): Promise<Session[]> {
    return this.ask("GET", `users/${userId}/sessions`);
  }

  /** Ends one session. */
  async revoke(userId: string, session_id: string): Promise<void> {
    await this.ask("POST", `users/${userId}/sessions/revoke`, { session_id });
  }

  /** Activates or deactivates an account. */
  async setActive(userId: string, active: boolean): Promise<void> {
    await this.ask("PUT", `users/${userId}/active`, { active });
  }

  /** The server's settings. */
  config(): Promise<Config> {
    return this.ask("GET", "config");
  }

  /** Changes some settings and gives all of them back. */
  patchConfig(patch: { EmailSettings: Partial<Config["EmailSettings"]> }): Promise<Config> {
    return this.ask("PUT", "config/patch", patch);
  }

  private async ask<Reply>(method: string, path: string, body?: unknown): Promise<Reply> {
    const headers: Record<string, string> = { "X-Requested-With": "XMLHttpRequest" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const csrf = cookie("MMCSRF");
    if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
    const request: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
    if (body !== undefined) request.body = JSON.stringify(body);
    let response: Response;
    try {
      response = await fetch(`${this.base}api/v4/${path}`, request);
    } catch {
      throw new ApiError(0, "unreachable", "The server does not answer. Check that it runs, then try again.");
    }
    const reply = await response.json().catch(() => null);
    if (response.ok) return reply as Reply;
    const { id = "", message = "" } = (reply ?? {}) as { id?: string; message?: string };
    if (response.status === 401 && path !== "users/login") this.onSessionEnd();
    throw new ApiError(response.status, id, message || `The server answered ${response.status}. Try again.`);
  }
}

function cookie(name: string): string | undefined {
  const found = document.cookie.split("; ").find(pair => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || undefined;
}

/** Whatever was thrown, in words for the user. */
export const wordsOf = (error: unknown): string =>
  error instanceof ApiError ? error.message : "Something went wrong in this page. Reload it and try again.";
