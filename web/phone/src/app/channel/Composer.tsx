import type { ChannelView } from "@countersign/bridge";
import { IconLock, IconSend2 } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from "react";
import { useModel, useSnapshot } from "../AppContext";
import "./composer.css";

const maxHeightPx = 168;

/** The place to write. Enter sends where there is a keyboard with a pointer; Shift+Enter makes a new line. */
export function Composer({ channel }: { channel: ChannelView }) {
  if (channel.read_only) {
    return (
      <footer className="composer-closed page-foot">
        <IconLock size={18} aria-hidden />
        <p>{channel.read_only}</p>
      </footer>
    );
  }
  return <Writing channel={channel} />;
}

function Writing({ channel }: { channel: ChannelView }) {
  const model = useModel();
  const text = useSnapshot().drafts[channel.id] ?? "";
  const field = useRef<HTMLTextAreaElement>(null);
  const empty = text.trim() === "";

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, maxHeightPx)}px`;
  }, [text]);

  useEffect(() => {
    if (hasKeyboard()) field.current?.focus({ preventScroll: true });
  }, []);

  const send = () => {
    if (empty) return;
    void model.send(text);
    field.current?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || !hasKeyboard()) return;
    event.preventDefault();
    send();
  };

  return (
    <footer className="composer page-foot">
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={`Message to ${channel.name}`}
        placeholder={`Write to ${channel.name}`}
        enterKeyHint={hasKeyboard() ? "send" : "enter"}
        onChange={event => model.draft(channel.id, event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" aria-label="Send" disabled={empty} onPointerDown={keepFocus} onClick={send}>
        <IconSend2 size={20} aria-hidden />
      </button>
    </footer>
  );
}

/** Pressing send must not take the focus from the field, or the on-screen keyboard would go. */
const keepFocus = (event: { preventDefault: () => void }) => event.preventDefault();

/** A fine pointer stands for a desktop's keyboard: touch keyboards need Enter for new lines. */
const hasKeyboard = () => typeof matchMedia !== "function" || matchMedia("(pointer: fine)").matches;
