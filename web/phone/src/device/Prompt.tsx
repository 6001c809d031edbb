import type { DevicePlatform } from "@countersign/bridge";
import { IconFaceId, IconFingerprint } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { Press } from "./useDevice";
import "./prompt.css";

type PromptProps = { question: string; platform: DevicePlatform; press: Press };

/** The device asks its owner. A simulated owner has no face: the buttons say what the sensor would. */
export function Prompt({ question, platform, press }: PromptProps) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  const Icon = platform === "ios" ? IconFaceId : IconFingerprint;
  return (
    <div className="prompt-scrim">
      <div className="prompt" role="alertdialog" aria-modal="true" aria-labelledby="prompt-question">
        <Icon size={44} stroke={1.5} aria-hidden />
        <p id="prompt-question">{question}</p>
        <button ref={yes} type="button" onClick={() => press({ control: "answer_prompt", args: true })}>
          It is {platform === "ios" ? "the owner’s face" : "the owner’s finger"}
        </button>
        <button
          type="button"
          className="prompt-no"
          onClick={() => press({ control: "answer_prompt", args: false })}
        >
          It is somebody else
        </button>
      </div>
    </div>
  );
}
