import { describe, expect, it } from "vitest";
import { formatRoute, parseRoute } from "./route";

describe("the address", () => {
  it("keeps a view and gives it back", () => {
    const route = {
      ...parseRoute(""),
      q: "ben & co",
      state: "active",
      sort: "joined",
      direction: "desc",
      at: 3,
    } as const;
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it("says nothing about what is as usual", () => {
    expect(formatRoute(parseRoute(""))).toBe("#/people");
    expect(formatRoute({ ...parseRoute(""), page: "push", q: "left over" })).toBe("#/push");
  });

  it.each(["#/people?state=odd&sort=&at=-1", "#/people?at=1e99&role=root", "#/nowhere", "#"])(
    "reads %s as usual",
    hash => {
      expect(parseRoute(hash)).toEqual(parseRoute(""));
    },
  );
});
