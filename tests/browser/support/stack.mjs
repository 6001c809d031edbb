import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const startWithinMs = 120_000;
const web = fileURLToPath(new URL("../../../web/", import.meta.url));

/**
 * Starts what the pages run on: `countersign up --json` of the program that `COUNTERSIGN_BIN` names, in a folder of its
 * own, or, without it, the mock of the contract over the built pages. `COUNTERSIGN_UP_ARGS` adds arguments.
 *
 * Gives the line it printed when it was ready, and the way to stop it.
 */
export async function startStack() {
  const program = process.env.COUNTERSIGN_BIN;
  if (!program) return run(process.execPath, [join(web, "mock/src/main.js")], async () => {});
  const folder = await mkdtemp(join(tmpdir(), "countersign-browser-"));
  const more = (process.env.COUNTERSIGN_UP_ARGS ?? "").split(" ").filter(Boolean);
  return run(program, ["up", "--json", "--data", folder, ...more], () => rm(folder, { recursive: true, force: true }));
}

async function run(program, args, clean) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", chunk => {
    said = (said + chunk).slice(-8_000);
  });
  const ended = new Promise(resolve => child.once("exit", (code, signal) => resolve(signal ?? code)));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await clean();
  };
  const timeout = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not ready after ${startWithinMs} ms`)), startWithinMs).unref();
  });
  try {
    const ready = await Promise.race([
      firstJson(child.stdout),
      ended.then(how => Promise.reject(new Error(`ended before it was ready: ${how}`))),
      timeout,
    ]);
    return { ready: addresses(ready), stop };
  } catch (error) {
    await stop();
    throw new Error(`${program} ${args.join(" ")}: ${error.message}\n${said}`);
  }
}

async function firstJson(stream) {
  for await (const line of createInterface({ input: stream })) {
    if (line.startsWith("{")) return JSON.parse(line);
  }
  throw new Error("it printed no line of JSON");
}

/** What the tests need out of the line, by what it is for. */
function addresses({ server, console: consoleUrl, overview, phones, people }) {
  const person = match => people.find(match) ?? fail(`nobody fits among ${JSON.stringify(people.map(p => p.username))}`);
  return {
    server,
    console: consoleUrl,
    overview: overview ?? fail("the line has no “overview”, the address of the page with two phones"),
    ana: phones.find(({ name }) => name === "Ana") ?? fail("no phone is called Ana"),
    ben: phones.find(({ name }) => name === "Ben") ?? fail("no phone is called Ben"),
    admin: person(({ role }) => /admin/i.test(role)),
    benAccount: person(({ username }) => username === "ben"),
  };
}

function fail(words) {
  throw new Error(words);
}
