// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "../../../testing/axe";
import { MemoryServer, phoneSession, renderConsole, user } from "../testing";

const names = () => [...document.querySelectorAll("[data-row]")].map(row => row.textContent);
const shown = async (server: MemoryServer, hash = "") => {
  renderConsole(server, hash);
  await screen.findByRole("table");
  return server;
};
const many = () => {
  const server = new MemoryServer();
  const extra = Array.from({ length: 230 }, (_, at) =>
    user(`P${String(at).padStart(3, "0")}`, "X", { create_at: at }),
  );
  server.people = [...server.people, ...extra];
  return server;
};

describe("the list of people", () => {
  it("shows everybody by name", async () => {
    await shown(new MemoryServer());
    expect(names()).toEqual(["Ana Duarte", "Ben Okafor", "Mara Lindqvist"]);
    screen.getByText("3 people");
    await expectAccessible();
  });

  it("finds people by any part of what is known of them, and keeps the search in the address", async () => {
    await shown(new MemoryServer());
    await userEvent.keyboard("/");
    await userEvent.keyboard("oka ben@");
    await waitFor(() => expect(names()).toEqual(["Ben Okafor"]));
    expect(location.hash).toBe("#/people?q=oka+ben%40");
    screen.getByText("1 of 3");
  });

  it("says so when nobody matches and shows the way back", async () => {
    renderConsole(new MemoryServer(), "#/people?q=zzz&state=active");
    await screen.findByText("Nobody matches");
    await expectAccessible();
    await userEvent.click(screen.getByRole("button", { name: "Show everybody" }));
    await waitFor(() => expect(names()).toHaveLength(3));
  });

  it("filters by state and role as the address says", async () => {
    const server = new MemoryServer();
    server.people.push(
      user("Cleo", "Gone", { delete_at: 5 }),
      user("Gus", "Guest", { roles: "system_guest" }),
    );
    await shown(server, "#/people?state=deactivated");
    expect(names()).toEqual(["Cleo Gone"]);
    await userEvent.click(screen.getByRole("radio", { name: "All" }));
    await waitFor(() => expect(names()).toHaveLength(5));
  });

  it("sorts by a column, and the other way when asked again", async () => {
    await shown(many());
    await userEvent.click(screen.getByRole("button", { name: "Joined" }));
    expect(names()[0]).toBe("P000 X");
    await userEvent.click(screen.getByRole("button", { name: "Joined" }));
    expect(screen.getByRole("columnheader", { name: "Joined" }).getAttribute("aria-sort")).toBe("descending");
    expect(names()[0]).not.toBe("P000 X");
    expect(location.hash).toBe("#/people?sort=joined&direction=desc");
  });

  it("loads every page of the server and shows its own", async () => {
    await shown(many());
    await screen.findByText("233 people");
    expect(names()).toHaveLength(25);
    await userEvent.click(screen.getByRole("button", { name: "10" }));
    await waitFor(() => expect(names()).toHaveLength(8));
    expect(location.hash).toBe("#/people?at=10");
  });

  it("moves between rows with the arrow keys", async () => {
    await shown(new MemoryServer());
    screen.getByRole("link", { name: "Ana Duarte" }).focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement?.textContent).toBe("Ben Okafor");
  });

  it("says why it did not load and tries again", async () => {
    const server = new MemoryServer();
    server.refuse("GET users", 503, "The server is busy.");
    renderConsole(server);
    expect((await screen.findByRole("alert")).textContent).toContain("The server is busy.");
    await expectAccessible();
    server.refused.clear();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("table");
  });
});

describe("the side panel", () => {
  const ben = user("Ben", "Okafor");
  const withPhone = () => {
    const server = new MemoryServer();
    server.sessions.set(ben.id, [phoneSession]);
    return server;
  };
  const panel = async () => screen.findByRole("complementary", { name: "Ben Okafor" });
  const open = async (server: MemoryServer) => {
    await shown(server);
    await userEvent.click(screen.getByRole("link", { name: "Ben Okafor" }));
    return panel();
  };

  it("shows who somebody is and where they are signed in, the device's id shortened", async () => {
    const person = await open(withPhone());
    await within(person).findByText("Android 15 · Mobile App/2.43.0");
    within(person).getByText("android_rn-v2:0123…cdef");
    within(person).getByText("Active 2 hours ago");
    expect(document.activeElement?.textContent).toBe("Ben Okafor");
    await expectAccessible();
  });

  it("opens from an address and closes on Escape", async () => {
    await shown(withPhone(), `#/people?person=${ben.id}`);
    await panel();
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(location.hash).toBe("#/people");
  });

  it("ends one session, after saying what that does", async () => {
    const server = withPhone();
    const person = await open(server);
    await userEvent.click(await within(person).findByRole("button", { name: "Revoke" }));
    const question = await screen.findByRole("dialog", { name: "Revoke this session?" });
    expect(question.textContent).toContain("destroys its key");
    await userEvent.click(within(question).getByRole("button", { name: "Revoke" }));
    await within(person).findByText("Signed in nowhere.");
    expect(server.changes.at(-1)).toEqual({
      call: `POST users/${ben.id}/sessions/revoke`,
      body: { session_id: phoneSession.id },
      csrf: "token",
    });
  });

  it("deactivates after saying what happens, and activates again", async () => {
    const server = withPhone();
    const person = await open(server);
    await within(person).findByText("Android 15 · Mobile App/2.43.0");
    await userEvent.click(within(person).getByRole("button", { name: "Deactivate…" }));
    const question = await screen.findByRole("dialog", { name: "Deactivate Ben Okafor?" });
    expect(question.textContent).toContain("erase everything the app keeps");
    await expectAccessible();
    await userEvent.click(within(question).getByRole("button", { name: "Deactivate" }));
    await within(person).findByText("This account is deactivated and cannot sign in.");
    expect(server.changes.at(-1)).toMatchObject({
      call: `PUT users/${ben.id}/active`,
      body: { active: false },
    });
    within(person).getByText("Signed in nowhere.");
    await userEvent.click(within(person).getByRole("button", { name: "Activate…" }));
    const back = await screen.findByRole("dialog", { name: "Activate Ben Okafor?" });
    await userEvent.click(within(back).getByRole("button", { name: "Activate" }));
    await within(person).findByRole("button", { name: "Deactivate…" });
  });

  it("does nothing when one thinks better of it", async () => {
    const server = withPhone();
    const person = await open(server);
    await userEvent.click(within(person).getByRole("button", { name: "Deactivate…" }));
    await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(server.changes).toEqual([]);
  });

  it("says why it could not, and keeps the question open", async () => {
    const server = withPhone();
    server.refuse(`PUT users/${ben.id}/active`, 403, "You do not have the appropriate permissions.");
    const person = await open(server);
    await userEvent.click(within(person).getByRole("button", { name: "Deactivate…" }));
    await userEvent.click(await screen.findByRole("button", { name: "Deactivate" }));
    expect((await screen.findByRole("alert")).textContent).toContain("permissions");
  });

  it("does not let one deactivate oneself", async () => {
    const server = new MemoryServer();
    await shown(server, `#/people?person=${server.me.id}`);
    const person = await screen.findByRole("complementary", { name: "Mara Lindqvist" });
    const button = await within(person).findByRole<HTMLButtonElement>("button", { name: "Deactivate…" });
    expect(button.disabled).toBe(true);
  });

  it("says that there is no such account", async () => {
    await shown(new MemoryServer(), "#/people?person=nobody");
    expect((await screen.findByRole("alert")).textContent).toContain("No such user.");
  });
});
