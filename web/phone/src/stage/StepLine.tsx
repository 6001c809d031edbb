import type { TraceEvent } from "@countersign/bridge";
import {
  IconBellOff,
  IconCheck,
  IconChecks,
  IconCloudDownload,
  IconDeviceMobileMessage,
  IconDownload,
  IconEraser,
  IconHandFinger,
  IconNumber,
  IconScale,
  IconSend,
  IconShieldCheck,
  IconShieldX,
} from "@tabler/icons-react";
import { type ComponentType, useId, useState } from "react";
import { Bytes } from "./Bytes";
import { type Facts, sizeOf } from "./evidence";
import { isFailure } from "./journey";
import "./steps.css";

const icons: Record<string, ComponentType<{ size: number; "aria-hidden": true }>> = {
  decided: IconScale,
  sent: IconSend,
  received: IconDownload,
  verified: IconShieldCheck,
  fetched: IconCloudDownload,
  shown: IconDeviceMobileMessage,
  acked: IconChecks,
  erased: IconEraser,
  withheld: IconBellOff,
  badge: IconNumber,
  opened: IconHandFinger,
};

/** One step: what was done, how long after the beginning, and its bytes one press away. */
export function StepLine({ step, startedAt, facts }: { step: TraceEvent; startedAt: number; facts: Facts }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const bad = isFailure(step);
  const Icon = bad ? IconShieldX : (icons[step.step] ?? IconCheck);
  const size = sizeOf(step.detail);
  const hasBytes = size > 2;
  return (
    <li className={bad ? "step step-bad" : "step"} data-step={step.step}>
      <div className="step-line">
        <Icon size={16} aria-hidden />
        <span className="step-words">
          {step.summary.charAt(0).toUpperCase() + step.summary.slice(1)}
          <Reason detail={step.detail} />
        </span>
        <span className="step-time" title={new Date(step.at_ms).toISOString()}>
          +{step.at_ms - startedAt} ms
        </span>
        {hasBytes ? (
          <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
            {size.toLocaleString()} B <span className="cs-hidden">{`of ${step.step}`}</span>
          </button>
        ) : null}
      </div>
      {open ? <Bytes id={id} detail={step.detail} facts={facts} /> : null}
    </li>
  );
}

/** A reason the party gave, in its own stable words. */
function Reason({ detail }: { detail: unknown }) {
  const { reason, contents } = (typeof detail === "object" && detail !== null ? detail : {}) as Record<
    string,
    unknown
  >;
  const tags = [reason, contents].filter(tag => typeof tag === "string" && /^[a-z][a-z_0-9]*$/i.test(tag));
  return tags.map(tag => (
    <code key={String(tag)} className="step-tag">
      {String(tag)}
    </code>
  ));
}
