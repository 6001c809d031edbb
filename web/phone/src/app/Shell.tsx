import { createGesture } from "@ionic/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Snapshot } from "../model/snapshot";
import { useModel, useSnapshot } from "./AppContext";
import { Channel } from "./channel/Channel";
import { ChannelList } from "./channels/ChannelList";
import { useMode } from "./parts/mode";
import { People } from "./people/People";
import { Settings } from "./settings/Settings";
import "./shell.css";

const wideRem = 45;

/** The screens behind the open gate: the list, and one page over it, or beside it where there is room. */
export function Shell() {
  const model = useModel();
  const { screen, channel } = useSnapshot();
  const [box, wide] = useWide();
  const back = () => model.go("channels");
  const top = topPage(screen, channel, back, wide);
  const ios = useMode() === "ios";
  const over = top !== null;
  useEffect(() => {
    if (!ios || !over || wide || !box.current) return;
    return swipeBack(box.current, () => model.go("channels"));
  }, [ios, over, wide, box, model]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape goes back from wherever the focus is
    <div
      ref={box}
      className={`shell${wide ? " shell-wide" : ""}`}
      onKeyDown={event => event.key === "Escape" && over && back()}
    >
      <div className="shell-list" inert={over && !wide}>
        <ChannelList />
      </div>
      {over ? (
        <div className="shell-top" key={screen === "channel" ? channel?.id : screen}>
          {top}
        </div>
      ) : null}
      {wide && !over ? (
        <div className="shell-top shell-nothing">Choose a channel, or start a new message.</div>
      ) : null}
    </div>
  );
}

function topPage(
  screen: Snapshot["screen"],
  channel: Snapshot["channel"],
  back: () => void,
  wide: boolean,
): ReactNode {
  if (screen === "channel" && channel) return <Channel channel={channel} onBack={wide ? undefined : back} />;
  if (screen === "people") return <People onBack={back} />;
  if (screen === "settings") return <Settings onBack={back} />;
  return null;
}

function useWide() {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    if (!box.current || typeof ResizeObserver === "undefined") return;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const watch = new ResizeObserver(([entry]) => setWide((entry?.contentRect.width ?? 0) >= wideRem * rem));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, wide] as const;
}

/** Apple's habit: a swipe from the left edge goes back. */
function swipeBack(box: HTMLElement, back: () => void): () => void {
  const edgePx = 24;
  const gesture = createGesture({
    el: box,
    gestureName: "swipe-back",
    threshold: 10,
    canStart: detail => detail.startX - box.getBoundingClientRect().left < edgePx,
    onEnd: detail => {
      if (detail.deltaX > box.clientWidth / 3 || detail.velocityX > 0.5) back();
    },
  });
  gesture.enable(true);
  return () => gesture.destroy();
}
