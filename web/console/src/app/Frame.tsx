import { Mark, type ThemeChoice, useTheme } from "@countersign/design";
import { Menu, UnstyledButton } from "@mantine/core";
import {
  IconBell,
  IconCheck,
  IconChevronDown,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  IconUsers,
} from "@tabler/icons-react";
import { People } from "../people/People";
import { nameOf } from "../people/words";
import { PushSettings } from "../push/PushSettings";
import { useApi } from "./ApiContext";
import { formatRoute, parseRoute, useRoute } from "./route";

const pages = [
  { page: "people", label: "People", Icon: IconUsers },
  { page: "push", label: "Push", Icon: IconBell },
] as const;

/** What stands around every page: where one is, where one can go, and who one is. */
export function Frame({ onSignOut }: { onSignOut: () => void }) {
  const { page } = useRoute();
  return (
    <div className="frame">
      <header className="frame-header">
        <span className="frame-brand">
          <Mark size={24} />
          Countersign <span>console</span>
        </span>
        <nav aria-label="Pages">
          {pages.map(({ page: name, label, Icon }) => (
            <a
              key={name}
              href={formatRoute({ ...parseRoute(""), page: name })}
              aria-current={name === page ? "page" : undefined}
            >
              <Icon size={18} aria-hidden />
              {label}
            </a>
          ))}
        </nav>
        <AccountMenu onSignOut={onSignOut} />
      </header>
      <main className="frame-main">{page === "push" ? <PushSettings /> : <People />}</main>
    </div>
  );
}

const themes: readonly { choice: ThemeChoice; label: string; Icon: typeof IconSun }[] = [
  { choice: "system", label: "As the system", Icon: IconDeviceDesktop },
  { choice: "light", label: "Light", Icon: IconSun },
  { choice: "dark", label: "Dark", Icon: IconMoon },
];

function AccountMenu({ onSignOut }: { onSignOut: () => void }) {
  const { me } = useApi();
  const [theme, setTheme] = useTheme();
  return (
    <Menu position="bottom-end" width={200} transitionProps={{ duration: 110 }}>
      <Menu.Target>
        <UnstyledButton className="frame-account">
          {nameOf(me)}
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        {themes.map(({ choice, label, Icon }) => (
          <Menu.Item
            key={choice}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={theme === choice ? <IconCheck size={16} aria-label="chosen" /> : null}
            onClick={() => setTheme(choice)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={onSignOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
