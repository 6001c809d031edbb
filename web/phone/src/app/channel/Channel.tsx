import type { ChannelView } from "@countersign/bridge";
import { IconMessageOff, IconMessagePlus } from "@tabler/icons-react";
import type { OpenChannel } from "../../model/snapshot";
import { useModel } from "../AppContext";
import { ConnectionBar } from "../parts/ConnectionBar";
import { EmptyState, Waiting } from "../parts/EmptyState";
import { Page } from "../parts/Page";
import { Composer } from "./Composer";
import { PostList } from "./PostList";

/** An open channel: its posts and the place to write. */
export function Channel({ channel, onBack }: { channel: OpenChannel; onBack: (() => void) | undefined }) {
  const content = channel.content;
  const view = content.state === "ready" ? content.value : null;
  return (
    <Page
      title={channel.name || "Channel"}
      subtitle={view?.header ? <PlainHeader text={view.header} /> : null}
      onBack={onBack}
      below={<ConnectionBar />}
      takeFocus
      footer={view ? <Composer key={view.id} channel={view} /> : null}
    >
      {view ? <Posts channel={channel} view={view} /> : <NotThere channel={channel} />}
    </Page>
  );
}

function Posts({ channel, view }: { channel: OpenChannel; view: ChannelView }) {
  if (view.page.posts.length > 0) return <PostList key={view.id} page={view.page} older={channel.older} />;
  return (
    <div className="page-scroll">
      <EmptyState icon={<IconMessagePlus />} title={`The beginning of ${view.name}`}>
        {view.read_only
          ? "Nobody has written here."
          : "Nobody has written here yet. The first message is yours."}
      </EmptyState>
    </div>
  );
}

function NotThere({ channel }: { channel: OpenChannel }) {
  const model = useModel();
  return (
    <div className="page-scroll">
      {channel.content.state === "failed" ? (
        <EmptyState
          alert
          icon={<IconMessageOff />}
          title="This channel did not load"
          action={{ label: "Try again", run: () => void model.open(channel.id) }}
        >
          {channel.content.failure.message}
        </EmptyState>
      ) : (
        <Waiting what="Loading messages…" />
      )}
    </div>
  );
}

/** A channel's header is Markdown; one line of bar shows its words only. */
function PlainHeader({ text }: { text: string }) {
  return <>{text.replace(/[*_`~#>]|\[|\]\([^)]*\)/g, "")}</>;
}
