import type { BannerView } from "@countersign/bridge";
import { IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useModel, useSnapshot } from "../AppContext";
import "./inAppBanner.css";

const shownMs = 6_000;

/** A message that came for another channel while the app is open. Leaves by itself. */
export function InAppBanner() {
  const { banner } = useSnapshot();
  return <div aria-live="polite">{banner ? <Banner banner={banner} /> : null}</div>;
}

function Banner({ banner }: { banner: BannerView }) {
  const model = useModel();
  const channelId = banner.channel_id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new banner starts its time anew
  useEffect(() => {
    const timer = setTimeout(() => model.dismissBanner(), shownMs);
    return () => clearTimeout(timer);
  }, [model, banner]);
  const text = (
    <>
      <strong>{banner.title}</strong> <span>{banner.body}</span>
    </>
  );
  return (
    <div className="in-app-banner">
      {channelId ? (
        <button type="button" className="in-app-banner-text" onClick={() => void model.open(channelId)}>
          {text}
        </button>
      ) : (
        <div className="in-app-banner-text">{text}</div>
      )}
      <button type="button" aria-label="Dismiss" onClick={() => model.dismissBanner()}>
        <IconX size={18} aria-hidden />
      </button>
    </div>
  );
}
