import type { ChannelListView } from "@countersign/bridge";
import { IonButton, IonSkeletonText } from "@ionic/react";
import { IconCloudOff, IconEdit, IconMessages } from "@tabler/icons-react";
import type { Loadable } from "../../model/loadable";
import { useModel, useSnapshot } from "../AppContext";
import { Avatar } from "../parts/Avatar";
import { ConnectionBar } from "../parts/ConnectionBar";
import { EmptyState } from "../parts/EmptyState";
import { Page } from "../parts/Page";
import { ChannelRow } from "./ChannelRow";
import "./channelList.css";

/** The list of channels: the app's first screen once the gate is open. */
export function ChannelList() {
  const model = useModel();
  const { channels, view } = useSnapshot();
  const account = view?.account;
  const team = channels.state === "ready" ? channels.value.team_name : "";
  return (
    <Page
      title={team || account?.site_name || "Channels"}
      start={
        <IonButton
          onClick={() => model.go("settings")}
          aria-label="Settings and status"
          className="own-avatar"
        >
          <Avatar name={account?.display_name ?? ""} status={account?.status ?? null} size="sm" />
        </IonButton>
      }
      end={
        <IonButton onClick={() => model.go("people")} aria-label="New message">
          <IconEdit size={24} aria-hidden />
        </IonButton>
      }
      below={<ConnectionBar />}
    >
      <div className="page-scroll page-foot">
        <Sections channels={channels} />
      </div>
    </Page>
  );
}

function Sections({ channels }: { channels: Loadable<ChannelListView> }) {
  const model = useModel();
  if (channels.state === "loading") return <Skeleton />;
  if (channels.state === "failed") {
    return (
      <EmptyState
        alert
        icon={<IconCloudOff />}
        title="The channels did not load"
        action={{ label: "Try again", run: () => void model.loadChannels() }}
      >
        {channels.failure.message}
      </EmptyState>
    );
  }
  const filled = channels.value.sections.filter(section => section.channels.length > 0);
  if (filled.length === 0) {
    return (
      <EmptyState
        icon={<IconMessages />}
        title="No channels yet"
        action={{ label: "Write to somebody", run: () => model.go("people") }}
      >
        You are in no channel of {channels.value.team_name}. Write to a colleague, or ask to be added to a
        channel.
      </EmptyState>
    );
  }
  return (
    <nav aria-label="Channels">
      {filled.map(section => (
        <section key={section.id} className="channels" aria-label={section.title}>
          <h2>{section.title}</h2>
          <ul>
            {section.channels.map(channel => (
              <ChannelRow key={channel.id} channel={channel} />
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Skeleton() {
  return (
    <div className="channels" role="status" aria-label="The channels are loading">
      {["62%", "48%", "71%", "55%", "66%"].map(width => (
        <div key={width} className="channel-row" aria-hidden="true">
          <span className="channel-mark">
            <IonSkeletonText animated style={{ width: "2.25rem", height: "2.25rem", borderRadius: "50%" }} />
          </span>
          <IonSkeletonText animated style={{ width }} />
        </div>
      ))}
    </div>
  );
}
