import { httpTrace } from "@countersign/bridge";
import { startTheme } from "@countersign/design";
import "@countersign/design/base.css";
import { createRoot } from "react-dom/client";
import { Stage } from "./stage/Stage";

startTheme();
const root = document.getElementById("root");
const trace = httpTrace(new URL(".", document.baseURI).href);
if (root) createRoot(root).render(<Stage trace={trace} />);
