import { startTheme } from "@countersign/design";
import "@mantine/core/styles.css";
import "@countersign/design/base.css";
import { createRoot } from "react-dom/client";
import { Api } from "./api/client";
import { Console } from "./app/Console";
import { Provider } from "./app/Provider";
import "./app/console.css";

startTheme();
const root = document.getElementById("root");
// The console is served below the server's own address, so the API is one folder up.
const api = new Api(new URL("..", document.baseURI).href);
if (root) {
  createRoot(root).render(
    <Provider>
      <Console api={api} />
    </Provider>,
  );
}
