import type { Stage as StageInfo, StagePhone, Trace } from "@countersign/bridge";
import { type ThemeChoice, useTheme } from "@countersign/design";
import { IconDeviceMobile, IconPlugConnectedX, IconRoute } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { tellFrame } from "../host/frameTheme";
import { Header } from "./Header";
import { Panel } from "./Panel";
import { useTrace } from "./useTrace";
import "./stage.css";

/** The overview: the phones, and between them what each party saw of every push. One at a time where space is short. */
export function Stage({ trace }: { trace: Trace }) {
  const { stage, events, failed } = useTrace(trace);
  const [tab, setTab] = useState("0");
  const [theme] = useTheme();
  const phones = stage?.phones ?? [];
  const panel = phones.length === 0 ? "panel" : tab;
  return (
    <div className="stage" data-tab={panel}>
      <Header stage={stage} />
      {failed ? <Unplugged /> : null}
      <Tabs phones={phones} tab={panel} onTab={setTab} />
      <main className="stage-main">
        {phones.map((phone, at) => (
          <Handset
            key={phone.url}
            phone={phone}
            theme={theme}
            tab={String(at)}
            shown={panel === String(at)}
          />
        ))}
        <div className={`stage-cell stage-panel${panel === "panel" ? " stage-shown" : ""}`} id="stage-panel">
          <Panel events={events} phones={phones} />
        </div>
      </main>
    </div>
  );
}

type HandsetProps = { phone: StagePhone; theme: ThemeChoice; tab: string; shown: boolean };

function Handset({ phone, theme, tab, shown }: HandsetProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    if (frame.current && loads > 0) tellFrame(frame.current, theme);
  }, [theme, loads]);
  return (
    <div className={`stage-cell stage-phone${shown ? " stage-shown" : ""}`} id={`stage-${tab}`}>
      <iframe ref={frame} src={phone.url} title={title(phone)} onLoad={() => setLoads(count => count + 1)} />
      <a href={phone.url} target="_blank" rel="noreferrer">
        {title(phone)}, on a page of its own
      </a>
    </div>
  );
}

const title = (phone: StageInfo["phones"][number]) =>
  `${phone.name}’s ${phone.platform === "ios" ? "iPhone" : "Android phone"}`;

type TabsProps = { phones: StagePhone[]; tab: string; onTab: (tab: string) => void };

function Tabs({ phones, tab, onTab }: TabsProps) {
  const tabs = [
    ...phones.map((phone, at) => ({ id: String(at), label: phone.name, Icon: IconDeviceMobile })),
  ];
  const all = [...tabs, { id: "panel", label: "Who saw what", Icon: IconRoute }];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    const next = all.at((all.findIndex(({ id }) => id === tab) + by) % all.length);
    if (!next) return;
    onTab(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <nav className="stage-tabs" aria-label="Show">
      <div role="tablist" aria-label="Show" onKeyDown={onKeyDown}>
        {all.map(({ id, label, Icon }) => (
          <button
            key={id}
            type="button"
            role="tab"
            data-tab={id}
            aria-selected={id === tab}
            aria-controls={`stage-${id}`}
            tabIndex={id === tab ? 0 : -1}
            onClick={() => onTab(id)}
          >
            <Icon size={18} aria-hidden />
            {label}
          </button>
        ))}
      </div>
    </nav>
  );
}

function Unplugged() {
  return (
    <p className="stage-unplugged" role="alert">
      <IconPlugConnectedX size={18} aria-hidden />
      The stack does not answer. Start it again with “countersign up”; this page comes back by itself.
    </p>
  );
}
