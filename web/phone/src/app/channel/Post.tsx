import type { PostView } from "@countersign/bridge";
import { IconAlertCircle, IconClock } from "@tabler/icons-react";
import { memo } from "react";
import { useModel } from "../AppContext";
import { Avatar } from "../parts/Avatar";
import { timeOfDay } from "../parts/times";
import { Markdown } from "./Markdown";

type PostProps = {
  post: PostView;
  /** Whether it is the first of its author's run. */
  opens: boolean;
  /** Whether it is the last of its author's run. */
  closes: boolean;
};

/** One post: on the right when it is one's own, else under its author's name. */
export const Post = memo(function Post({ post, opens, closes }: PostProps) {
  if (post.system) {
    return (
      <div className="post-system">
        <Markdown text={post.message} />
      </div>
    );
  }
  const side = post.own ? "post-own" : "post-other";
  return (
    <article
      className={`post ${side}${opens ? " post-opens" : ""}${closes ? " post-closes" : ""}`}
      aria-label={`${post.own ? "You" : post.author}, ${timeOfDay(post.create_at)}`}
    >
      {post.own ? null : (
        <span className="post-avatar">{opens ? <Avatar name={post.author} size="sm" /> : null}</span>
      )}
      <div className="post-body">
        {opens ? (
          <div className="post-head">
            {post.own ? null : <strong>{post.author}</strong>}
            <time>{timeOfDay(post.create_at)}</time>
          </div>
        ) : null}
        <div className={`post-bubble post-${post.delivery}`}>
          <Markdown text={post.message} />
          {post.edited ? <span className="post-note"> (edited)</span> : null}
        </div>
        <DeliveryNote post={post} />
      </div>
    </article>
  );
});

function DeliveryNote({ post }: { post: PostView }) {
  const model = useModel();
  if (post.delivery === "sent") return null;
  if (post.delivery === "pending") {
    return (
      <p className="post-note post-sending">
        <IconClock size={14} aria-hidden /> Sending…
      </p>
    );
  }
  return (
    <p className="post-note post-not-sent" role="alert">
      <span>
        <IconAlertCircle size={15} aria-hidden /> Not sent. {post.failure}
      </span>
      <button type="button" onClick={() => void model.retry(post.pending_post_id)}>
        Try again
      </button>
      <button type="button" onClick={() => void model.discard(post.pending_post_id)}>
        Discard
      </button>
    </p>
  );
}
