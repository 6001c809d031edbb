import type { PostPageView } from "@countersign/bridge";
import { post } from "@countersign/bridge/testing";
import { describe, expect, it } from "vitest";
import { withNewest, withOlder, withoutPost, withPost } from "./posts";

const page = (times: number[], has_older = false): PostPageView => ({
  channel_id: "c",
  posts: times.map(create_at => post({ message: `at ${create_at}`, create_at })),
  has_older,
});
const times = ({ posts }: PostPageView) => posts.map(({ create_at }) => create_at);

describe("posts of a channel", () => {
  it("keep the older ones somebody scrolled to when newer ones come", () => {
    const merged = withNewest(page([1, 2, 3], true), page([3, 4]));
    expect(times(merged)).toEqual([1, 2, 3, 4]);
    expect(merged.has_older).toBe(true);
  });

  it("show a post once when it turns from pending to sent", () => {
    const pending = post({
      message: "hi",
      pending_post_id: "u:1",
      id: null,
      delivery: "pending",
      create_at: 5,
    });
    const shown = withPost(page([1]), pending);
    const sent = { ...pending, id: "post", delivery: "sent" as const, create_at: 6 };
    expect(withNewest(shown, { ...page([1]), posts: [...page([1]).posts, sent] }).posts).toHaveLength(2);
  });

  it("lose one that the server's newest page no longer has", () => {
    expect(times(withNewest(page([3, 4, 5]), page([3, 5])))).toEqual([3, 5]);
  });

  it("take older ones in front, without doubles", () => {
    expect(times(withOlder(page([3, 4], true), page([1, 2, 3])))).toEqual([1, 2, 3, 4]);
  });

  it("lose a failed one that is given up", () => {
    const failed = post({
      message: "no",
      pending_post_id: "u:2",
      id: null,
      delivery: "failed",
      create_at: 9,
    });
    expect(times(withoutPost(withPost(page([1]), failed), "u:2"))).toEqual([1]);
  });
});
