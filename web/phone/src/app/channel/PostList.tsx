import type { PostPageView, PostView } from "@countersign/bridge";
import { IonButton, IonSpinner } from "@ionic/react";
import { Fragment, useEffect, useLayoutEffect, useRef } from "react";
import { postKey } from "../../model/posts";
import { useModel } from "../AppContext";
import { dayHeading, daysAgo } from "../parts/times";
import { Post } from "./Post";
import "./postList.css";

const groupMs = 5 * 60_000;
const nearPx = 80;

/** The posts of a channel, oldest first. Stays at the foot as new ones come, and in place as older ones come. */
export function PostList({ page, older }: { page: PostPageView; older: "idle" | "loading" | "failed" }) {
  const model = useModel();
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const atFoot = useRef(true);
  const before = useRef({ height: 0, first: "" });
  const { posts, has_older } = page;
  const [first, last] = [posts[0], posts.at(-1)];
  const firstKey = first ? postKey(first) : "";

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs after each change of what is listed
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (last?.own && last.delivery === "pending") atFoot.current = true;
    if (atFoot.current) box.scrollTop = box.scrollHeight;
    else if (before.current.first !== firstKey) box.scrollTop += box.scrollHeight - before.current.height;
    before.current = { height: box.scrollHeight, first: firstKey };
  }, [posts, firstKey, older]);

  useEffect(() => {
    const box = scroller.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    const keep = new ResizeObserver(() => {
      if (atFoot.current) box.scrollTop = box.scrollHeight;
    });
    keep.observe(box);
    return () => keep.disconnect();
  }, []);

  useEffect(() => {
    if (!has_older || older !== "idle" || !top.current || typeof IntersectionObserver === "undefined") return;
    const reached = new IntersectionObserver(
      entries => entries.some(entry => entry.isIntersecting) && void model.loadOlder(),
      { root: scroller.current, rootMargin: "200px 0px 0px" },
    );
    reached.observe(top.current);
    return () => reached.disconnect();
  }, [has_older, older, model]);

  const onScroll = () => {
    const box = scroller.current;
    if (box) atFoot.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx;
  };

  return (
    <div
      ref={scroller}
      className="page-scroll posts"
      onScroll={onScroll}
      role="log"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a log scrolls by keyboard only when it can be focused
      tabIndex={0}
    >
      <div ref={top} className="posts-top">
        {has_older ? <Older older={older} onAsk={() => void model.loadOlder()} /> : null}
      </div>
      {posts.map((post, at) => (
        <Fragment key={postKey(post)}>
          <DayHeading post={post} previous={posts[at - 1]} />
          <Post
            post={post}
            opens={!continues(posts[at - 1], post)}
            closes={!continues(post, posts[at + 1])}
          />
        </Fragment>
      ))}
    </div>
  );
}

function Older({ older, onAsk }: { older: "idle" | "loading" | "failed"; onAsk: () => void }) {
  if (older === "loading") return <IonSpinner aria-label="Loading older messages" />;
  return (
    <IonButton fill="clear" size="small" onClick={onAsk}>
      {older === "failed" ? "Older messages did not load. Try again" : "Show older messages"}
    </IonButton>
  );
}

function DayHeading({ post, previous }: { post: PostView; previous: PostView | undefined }) {
  const now = Date.now();
  if (previous && daysAgo(previous.create_at, now) === daysAgo(post.create_at, now)) return null;
  return (
    <h2 className="post-day">
      <span>{dayHeading(post.create_at, now)}</span>
    </h2>
  );
}

function continues(previous: PostView | undefined, post: PostView | undefined): boolean {
  if (!previous || !post || previous.system || post.system || previous.user_id !== post.user_id) return false;
  const near = post.create_at - previous.create_at < groupMs;
  return near && daysAgo(previous.create_at, post.create_at) === 0;
}
