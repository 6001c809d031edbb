/** Starts the mock world over the built pages and prints the same line as `countersign up --json`. */
import { fileURLToPath } from "node:url";
import { listen } from "./listen.js";

const dist = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}/dist`, import.meta.url));
const { ready } = await listen({
  phoneDist: dist("phone"),
  consoleDist: dist("console"),
  firstPort: Number(process.argv[2] ?? 0),
});
process.stdout.write(`${JSON.stringify(ready)}\n`);
