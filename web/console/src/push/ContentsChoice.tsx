import { Radio } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import type { PushContents } from "../api/types";
import { type ModeWords, modes, sample } from "./modes";

type ContentsChoiceProps = {
  value: PushContents;
  disabled: boolean;
  onChange: (value: PushContents) => void;
};

/** How much of a message a push carries, with what Apple and Google would read of a sample in each case. */
export function ContentsChoice({ value, disabled, onChange }: ContentsChoiceProps) {
  return (
    <Radio.Group
      className="contents"
      label="What a push carries"
      description={`Beside each choice: what Apple or Google could read when ${sample.sender} writes “${sample.text}” in ${sample.channel}.`}
      value={value}
      onChange={mode => onChange(mode as PushContents)}
    >
      <div className="contents-list">
        {modes.map(words => (
          <Radio.Card
            key={words.mode}
            value={words.mode}
            className="contents-card"
            disabled={disabled}
            data-mode={words.mode}
          >
            <Radio.Indicator disabled={disabled} />
            <span className="contents-words">
              <strong>
                {words.name} <code>{words.mode}</code>
              </strong>
              <span>{words.about}</span>
            </span>
            <VendorSees vendor={words.vendor} />
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

function VendorSees({ vendor }: { vendor: ModeWords["vendor"] }) {
  const rows = [
    ["Text", vendor.text],
    ["Channel", vendor.channel],
    ["Sender", vendor.sender],
  ] as const;
  return (
    <span className="vendor">
      {rows.map(([label, seen]) => (
        <span key={label} className={seen ? "vendor-sees" : "vendor-blind"}>
          {seen ? <IconEye size={16} aria-hidden /> : <IconEyeOff size={16} aria-hidden />}
          <span className="vendor-label">{label}</span>
          <span>{seen ?? "not in the push"}</span>
        </span>
      ))}
    </span>
  );
}
