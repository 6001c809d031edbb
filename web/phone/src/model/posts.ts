import type { PostPageView, PostView } from "@countersign/bridge";

/** A name that stays with a post from the moment it is written: the writer's own, else the server's. */
export const postKey = (post: PostView): string => post.pending_post_id || post.id || "";

/** A channel's newest page on top of what is already shown: older pages the reader has scrolled to stay. */
export function withNewest(shown: PostPageView, newest: PostPageView): PostPageView {
  const first = newest.posts[0];
  if (!first) return newest;
  const known = new Set(newest.posts.map(postKey));
  const older = shown.posts.filter(
    post => post.delivery === "sent" && post.create_at <= first.create_at && !known.has(postKey(post)),
  );
  if (older.length === 0) return newest;
  return { ...newest, posts: [...older, ...newest.posts], has_older: shown.has_older };
}

/** Older posts before what is shown. */
export function withOlder(shown: PostPageView, older: PostPageView): PostPageView {
  const known = new Set(shown.posts.map(postKey));
  const fresh = older.posts.filter(post => !known.has(postKey(post)));
  return { ...shown, posts: [...fresh, ...shown.posts], has_older: older.has_older };
}

/** A post that was just written, at the end, or in place of itself. News that it was sent may come before it. */
export function withPost(shown: PostPageView, post: PostView): PostPageView {
  const key = postKey(post);
  const at = shown.posts.findIndex(other => postKey(other) === key);
  if (shown.posts[at]?.delivery === "sent") return shown;
  const posts = at < 0 ? [...shown.posts, post] : shown.posts.with(at, post);
  return { ...shown, posts };
}

/** Without a post that was given up. */
export function withoutPost(shown: PostPageView, pendingPostId: string): PostPageView {
  return { ...shown, posts: shown.posts.filter(post => post.pending_post_id !== pendingPostId) };
}
