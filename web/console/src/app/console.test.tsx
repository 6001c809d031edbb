// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../testing/axe";
import { MemoryServer, renderConsole } from "../testing";

const type = async (name: string, password: string) => {
  await userEvent.type(await screen.findByLabelText("E-mail address or user name"), name);
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
};

describe("the way into the console", () => {
  it("asks nobody's server who is there when this browser has no session", async () => {
    renderConsole(new MemoryServer(), "", false);
    await screen.findByText("Sign in to the console");
    await expectAccessible();
  });

  it("signs in and shows the people", async () => {
    const server = new MemoryServer();
    renderConsole(server, "", false);
    await type("admin", "secret");
    await screen.findByRole("link", { name: "Ben Okafor" });
    expect(server.changes[0]).toMatchObject({
      call: "POST users/login",
      body: { login_id: "admin", password: "secret" },
    });
  });

  it("says in the server's words why it did not let one in", async () => {
    const server = new MemoryServer();
    server.refuse("POST users/login", 401, "Enter a valid email or username and/or password.");
    renderConsole(server, "", false);
    await type("admin", "nope");
    expect((await screen.findByRole("alert")).textContent).toContain("Enter a valid email");
    await expectAccessible();
  });

  it("asks for the second factor when the server wants one", async () => {
    const server = new MemoryServer();
    server.refuse("POST users/login", 401, "Invalid MFA token.", "mfa.validate_token.authenticate.app_error");
    renderConsole(server, "", false);
    await type("admin", "secret");
    const code = await screen.findByLabelText("Code from your authenticator");
    server.refused.clear();
    await userEvent.type(code, "123456");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("link", { name: "Ben Okafor" });
    expect(server.changes.at(-1)?.body).toMatchObject({ token: "123456" });
  });

  it("tells somebody who may not manage the server so, and lets them out", async () => {
    const server = new MemoryServer();
    server.me = { ...server.me, roles: "system_user" };
    renderConsole(server);
    await screen.findByText("This account may not manage the server");
    await expectAccessible();
    await userEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await screen.findByText("Sign in to the console");
    expect(server.changes.at(-1)).toMatchObject({ call: "POST users/logout", csrf: "token" });
  });

  it("asks to sign in again when the session ends in between", async () => {
    const server = new MemoryServer();
    renderConsole(server);
    await screen.findByRole("link", { name: "Ben Okafor" });
    server.refuse("GET users", 401, "Invalid or expired session.");
    await userEvent.click(screen.getByRole("button", { name: "Load the list again" }));
    await screen.findByText("Your session has ended. Sign in again.");
  });

  it("says that the server does not answer and tries again", async () => {
    const server = new MemoryServer();
    server.refused.set("GET users/me", "unreachable");
    renderConsole(server);
    await screen.findByText("The server does not answer");
    server.refused.clear();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("link", { name: "Ben Okafor" });
  });

  it("chooses light or dark from the account's menu", async () => {
    renderConsole(new MemoryServer());
    await userEvent.click(await screen.findByRole("button", { name: "Mara Lindqvist" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Dark" }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
    expect(document.documentElement.getAttribute("data-mantine-color-scheme")).toBe("dark");
  });
});
