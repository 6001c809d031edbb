import { startTheme } from "@countersign/design";
import "@countersign/design/base.css";
import { setupIonicReact } from "@ionic/react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { SimulatedPhone } from "./device/SimulatedPhone";
import { findHost } from "./host/findHost";
import { followFrameTheme } from "./host/frameTheme";
import { RealPhone } from "./host/RealPhone";

startTheme();
followFrameTheme(window);
const { bridge, mode, device } = await findHost(window);
setupIonicReact({
  mode,
  rippleEffect: mode === "md",
  animated: !matchMedia("(prefers-reduced-motion: reduce)").matches,
});
document.documentElement.classList.add(mode);

const app = (active: boolean) => <App bridge={bridge} mode={mode} active={active} />;
const root = document.getElementById("root");
if (root)
  createRoot(root).render(device ? <SimulatedPhone device={device} app={app} /> : <RealPhone app={app} />);
