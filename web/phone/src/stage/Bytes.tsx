import { IconCopy } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import { type Facts, holds } from "./evidence";

/** The bytes themselves, as JSON, with every known text in them marked. */
export function Bytes({ id, detail, facts }: { id: string; detail: unknown; facts: Facts }) {
  const [copied, setCopied] = useState(false);
  const text = JSON.stringify(detail, null, 2);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <div className="bytes" id={id}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and only a focused box scrolls by keyboard */}
      <pre tabIndex={0}>
        {text.split("\n").map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never move
          <Fragment key={at}>
            {Object.values(facts).some(fact => holds(line, fact)) ? <mark>{line}</mark> : line}
            {"\n"}
          </Fragment>
        ))}
      </pre>
      <button type="button" onClick={copy}>
        <IconCopy size={14} aria-hidden /> {copied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
