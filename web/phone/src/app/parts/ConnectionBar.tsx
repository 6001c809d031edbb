import { IconCloudOff, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { useSnapshot } from "../AppContext";
import "./connectionBar.css";

/** Says that something is wrong with the line, and what that means for what one does now. Nothing when all is well. */
export function ConnectionBar() {
  const { line, view } = useSnapshot();
  const said = line === "lost" ? "lost" : view?.connection;
  const shown = said && said in words ? words[said as keyof typeof words] : null;
  return (
    <div className="connection" role="status">
      {shown ? (
        <p>
          {shown.icon}
          <span>{shown.text}</span>
        </p>
      ) : null}
    </div>
  );
}

const words = {
  lost: {
    icon: <IconPlugConnectedX size={16} aria-hidden />,
    text: "The app’s core does not answer. Trying again by itself.",
  },
  offline: {
    icon: <IconCloudOff size={16} aria-hidden />,
    text: "No network. What you write is sent when you are back.",
  },
  connecting: { icon: <IconRefresh size={16} aria-hidden />, text: "Connecting…" },
} as const;
