import { createServer } from "node:http";
import { api } from "./api.js";
import { files } from "./http.js";
import { phonePages, stagePages } from "./pages.js";
import { World } from "./world.js";

/**
 * Starts a whole world on loopback, shaped like `countersign up --json`.
 * @param {{ phoneDist: string, consoleDist: string, firstPort?: number }} options `firstPort` 0 takes free ports
 */
export async function listen({ phoneDist, consoleDist, firstPort = 0 }) {
  const world = new World();
  /** @type {import("node:http").Server[]} */
  const servers = [];
  let port = firstPort;
  const serve = async (/** @type {import("./http.js").Handler[]} */ handlers) => {
    const server = createServer(async (request, response) => {
      const path = new URL(request.url ?? "/", "http://mock").pathname;
      for (const handler of handlers) if (await handler(request, response, path)) return;
      response.writeHead(404).end();
    });
    servers.push(server);
    await new Promise(resolve => server.listen(port && port++, "127.0.0.1", () => resolve(undefined)));
    return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
  };
  const built = files(consoleDist, "index.html");
  const server = await serve([
    api(world),
    (request, response, path) =>
      path.startsWith("/console/") && built(request, response, path.slice("/console".length)),
  ]);
  world.address = server;
  /** @type {import("@countersign/bridge").StagePhone[]} */
  const phones = [];
  for (const phone of world.phones) {
    const url = await serve([phonePages(phone), files(phoneDist, "index.html")]);
    phones.push({ name: phone.name, platform: phone.platform, url: `${url}/` });
  }
  const console = `${server}/console/`;
  const stage = await serve([
    stagePages(world, () => ({ phones, console, server })),
    files(phoneDist, "stage.html"),
  ]);
  const people = world.people.slice(0, 3).map(({ username, password, roles }) => ({
    username,
    password,
    role: roles.includes("system_admin") ? "admin" : "member",
  }));
  const close = () =>
    Promise.all(
      servers.map(each => {
        each.closeAllConnections();
        return new Promise(resolve => each.close(resolve));
      }),
    );
  return { world, ready: { server, gateway: "", console, overview: `${stage}/`, phones, people }, close };
}
