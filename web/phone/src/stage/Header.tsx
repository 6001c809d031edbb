import type { Stage } from "@countersign/bridge";
import { Mark, type ThemeChoice, useTheme } from "@countersign/design";
import { IconDeviceDesktop, IconExternalLink, IconMoon, IconSun } from "@tabler/icons-react";

const order: readonly ThemeChoice[] = ["system", "light", "dark"];
const faces = {
  system: { Icon: IconDeviceDesktop, words: "as the system" },
  light: { Icon: IconSun, words: "light" },
  dark: { Icon: IconMoon, words: "dark" },
} as const;

/** What this page is, the ways to the other pages, and light or dark. */
export function Header({ stage }: { stage: Stage | null }) {
  return (
    <header className="stage-header">
      <div className="stage-brand">
        <Mark size={24} />
        <h1>Countersign</h1>
        <p>What each party saw of a message</p>
      </div>
      <nav aria-label="Other pages">
        {stage ? (
          <a href={stage.console} target="_blank" rel="noreferrer">
            Console <IconExternalLink size={15} aria-hidden />
          </a>
        ) : null}
        <ThemeButton />
      </nav>
    </header>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useTheme();
  const next = order[(order.indexOf(theme) + 1) % order.length] ?? "system";
  const { Icon } = faces[theme];
  return (
    <button
      type="button"
      className="stage-icon-button"
      aria-label={`Appearance: ${faces[theme].words}. Switch to ${faces[next].words}.`}
      title={`Appearance: ${faces[theme].words}`}
      onClick={() => setTheme(next)}
    >
      <Icon size={20} aria-hidden />
    </button>
  );
}
