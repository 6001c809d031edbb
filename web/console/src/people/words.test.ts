import { describe, expect, it } from "vitest";
import { phoneSession, user } from "../testing";
import { ago, deviceWords, isPhone, nameOf, shortDevice } from "./words";

describe("words", () => {
  it("shorten a device's id to its ends, and leave a short one", () => {
    expect(shortDevice("apple_rn-v2:0123456789abcdef")).toBe("apple_rn-v2:0123…cdef");
    expect(shortDevice("apple_rn-v2:abc")).toBe("apple_rn-v2:abc");
    expect(shortDevice("0123456789abcdef")).toBe("0123…cdef");
  });

  it("name a person by what there is", () => {
    expect(nameOf(user("Ana", "Duarte"))).toBe("Ana Duarte");
    expect(nameOf(user("", "", { nickname: "Annie", username: "ana" }))).toBe("Annie");
    expect(nameOf(user("", "", { username: "ana" }))).toBe("ana");
  });

  it("say how long ago in the largest unit that fits", () => {
    const now = 1_700_000_000_000;
    expect(ago(now - 5_000, now)).toBe("just now");
    expect(ago(now - 3 * 60_000, now)).toBe("3 minutes ago");
    expect(ago(now - 26 * 3_600_000, now)).toBe("yesterday");
  });

  it("tell a phone from a browser", () => {
    const browser = {
      ...phoneSession,
      device_id: "",
      props: { os: "Linux", platform: "Linux", browser: "Firefox/140" },
    };
    expect([isPhone(phoneSession), isPhone(browser)]).toEqual([true, false]);
    expect(deviceWords(browser)).toBe("Linux · Firefox/140");
    expect(deviceWords({ ...phoneSession, props: {} })).toBe("Phone");
  });
});
