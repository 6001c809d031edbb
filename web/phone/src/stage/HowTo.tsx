import type { StagePhone } from "@countersign/bridge";
import { IconBell, IconHome, IconMessage2 } from "@tabler/icons-react";

/** Before the first push: what to do to see one. */
export function HowTo({ phones }: { phones: StagePhone[] }) {
  const writer = phones[0]?.name ?? "one phone";
  const reader = phones[1]?.name ?? "the other";
  return (
    <section className="panel howto" aria-label="What each party saw">
      <h2>Nothing has been pushed yet</h2>
      <ol>
        <li>
          <IconHome size={20} aria-hidden />
          <span>
            Press <strong>Home</strong> under {reader}’s phone, so that the app there is in the background.
          </span>
        </li>
        <li>
          <IconMessage2 size={20} aria-hidden />
          <span>
            On {writer}’s phone, open the chat with {reader} and write something you would not put on a
            postcard.
          </span>
        </li>
        <li>
          <IconBell size={20} aria-hidden />
          <span>
            A banner appears at {reader}’s. Here you then see its way, and what the server, the gateway, Apple
            or Google and the phone could each read of it.
          </span>
        </li>
      </ol>
    </section>
  );
}
