import { body, json, stream } from "./http.js";

/** @typedef {import("./http.js").Handler} Handler */

/** What a simulated phone serves: its bridge, its device, and both kinds of events. @param {import("./phone.js").Phone} phone @returns {Handler} */
export function phonePages(phone) {
  return async (request, response, path) => {
    if (path === "/bridge" && request.method === "POST")
      return json(response, phone.ask(await body(request)));
    if (path === "/device" && request.method === "POST")
      return json(response, phone.press(await body(request)));
    if (path === "/device") return json(response, phone.look());
    if (path === "/events") {
      return stream(request, response, send => {
        const bridge = (/** @type {unknown} */ event) => send("bridge", event);
        const device = (/** @type {unknown} */ view) => send("device", view);
        phone.on("bridge", bridge).on("device", device);
        return () => phone.off("bridge", bridge).off("device", device);
      });
    }
    return false;
  };
}

/** What the overview page is served. @param {import("./world.js").World} world @param {() => import("@countersign/bridge").Stage} stage @returns {Handler} */
export function stagePages(world, stage) {
  return (request, response, path) => {
    if (path === "/stage.json") return json(response, stage());
    if (path === "/trace") return json(response, world.trace.events);
    if (path === "/trace/events") {
      return stream(request, response, send => {
        const tell = (/** @type {unknown} */ event) => send("trace", event);
        world.trace.on("trace", tell);
        return () => world.trace.off("trace", tell);
      });
    }
    return false;
  };
}
