import type { ChannelRowView } from "@countersign/bridge";
import { IonRippleEffect } from "@ionic/react";
import { IconBellOff, IconHash, IconLock, IconUsers } from "@tabler/icons-react";
import { useModel, useSnapshot } from "../AppContext";
import { Avatar } from "../parts/Avatar";
import { useMode } from "../parts/mode";
import { presenceWords } from "../parts/Presence";
import { shortTime } from "../parts/times";

/** One channel of the list. */
export function ChannelRow({ channel }: { channel: ChannelRowView }) {
  const model = useModel();
  const open = useSnapshot().channel?.id === channel.id;
  const unread = channel.unread && !channel.muted;
  return (
    <li>
      <button
        type="button"
        className={`channel-row ion-activatable${unread ? " unread" : ""}${channel.muted ? " muted" : ""}`}
        aria-current={open ? "page" : undefined}
        data-channel={channel.id}
        onClick={() => void model.open(channel.id)}
      >
        <ChannelMark channel={channel} />
        <span className="channel-name">
          {channel.name}
          <span className="cs-hidden">{spoken(channel)}</span>
        </span>
        {channel.muted ? <IconBellOff size={16} aria-hidden /> : null}
        {channel.last_post_at > 0 ? (
          <time aria-hidden="true">{shortTime(channel.last_post_at, Date.now())}</time>
        ) : null}
        <Count channel={channel} unread={unread} />
        {useMode() === "md" ? <IonRippleEffect /> : null}
      </button>
    </li>
  );
}

function ChannelMark({ channel }: { channel: ChannelRowView }) {
  if (channel.kind === "direct") return <Avatar name={channel.name} status={channel.status} />;
  const Icon = { private: IconLock, group: IconUsers }[channel.kind] ?? IconHash;
  return (
    <span className="channel-mark">
      <Icon size={20} aria-hidden />
    </span>
  );
}

function Count({ channel, unread }: { channel: ChannelRowView; unread: boolean }) {
  if (channel.mentions > 0)
    return (
      <span className="mention-count" aria-hidden="true">
        {channel.mentions > 99 ? "99+" : channel.mentions}
      </span>
    );
  return unread ? <span className="unread-dot" /> : null;
}

/** What the eye takes from the row's marks, for the ear. */
function spoken(channel: ChannelRowView): string {
  const kind = { private: "private channel", direct: "direct message", group: "group message" }[channel.kind];
  const parts = [
    kind ?? "channel",
    channel.status ? presenceWords(channel.status).toLowerCase() : null,
    channel.mentions > 0 ? `${channel.mentions} for you` : channel.unread ? "unread" : null,
    channel.muted ? "muted" : null,
  ];
  return parts.map(part => (part === null ? "" : `, ${part}`)).join("");
}
