import type { DeviceView } from "@countersign/bridge";
import {
  IconHome,
  IconLock,
  IconLockOpen,
  IconPlane,
  IconPlayerStop,
  IconShieldOff,
  IconWifi,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Press } from "./useDevice";

/** The buttons of the simulated phone, and the accidents that can befall a real one. */
export function Controls({ view, press }: { view: DeviceView; press: Press }) {
  const { app, locked, online, jailbroken } = view;
  return (
    <div className="controls" role="toolbar" aria-label="The phone’s buttons">
      <Control
        icon={IconHome}
        label="Home"
        hint="Puts the app in the background"
        disabled={app !== "foreground" || locked}
        onPress={() => press({ control: "press_home" })}
      />
      <Control
        icon={locked ? IconLockOpen : IconLock}
        label={locked ? "Unlock" : "Lock"}
        hint={locked ? "Unlocks the screen" : "Locks the screen"}
        onPress={() => press({ control: "set_locked", args: !locked })}
      />
      <Control
        icon={online ? IconPlane : IconWifi}
        label={online ? "Offline" : "Online"}
        hint={online ? "Takes the network away" : "Gives the network back"}
        on={!online}
        onPress={() => press({ control: "set_online", args: !online })}
      />
      <Control
        icon={IconPlayerStop}
        label="Kill app"
        hint="Ends the app’s process"
        disabled={app === "killed"}
        onPress={() => press({ control: "kill_app" })}
      />
      <Control
        icon={IconShieldOff}
        label="Jailbreak"
        hint={jailbroken ? "Makes the phone trustworthy again" : "Makes the phone look jailbroken or rooted"}
        on={jailbroken}
        onPress={() => press({ control: "set_jailbroken", args: !jailbroken })}
      />
    </div>
  );
}

type ControlProps = {
  icon: ComponentType<{ size: number; "aria-hidden": true }>;
  label: string;
  hint: string;
  on?: boolean;
  disabled?: boolean;
  onPress: () => void;
};

function Control({ icon: Icon, label, hint, on = false, disabled = false, onPress }: ControlProps) {
  return (
    <button
      type="button"
      className={on ? "control control-on" : "control"}
      title={hint}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon size={20} aria-hidden />
      <span>{label}</span>
      <span className="control-hint">{hint}</span>
    </button>
  );
}
