import { createReadStream, existsSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";

/**
 * @typedef {import("node:http").IncomingMessage} Request @typedef {import("node:http").ServerResponse} Response
 * @typedef {(request: Request, response: Response, path: string) => boolean | Promise<boolean>} Handler a handler says
 *   whether it answered; `path` begins with a slash and carries no query
 */

/** @param {Response} response @param {unknown} value @param {number} [status] @param {Record<string, string | string[]>} [headers] */
export function json(response, value, status = 200, headers = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(value));
  return true;
}

/** @param {Request} request @returns {Promise<any>} */
export async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

/**
 * Answers with a stream of server-sent events that ends with the connection.
 * @param {Request} request @param {Response} response
 * @param {(send: (kind: string, value: unknown) => void) => () => void} subscribe
 */
export function stream(request, response, subscribe) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(": open\n\n");
  const end = subscribe((kind, value) =>
    response.write(`event: ${kind}\ndata: ${JSON.stringify(value)}\n\n`),
  );
  request.on("close", end);
  return true;
}

/** @type {Record<string, string>} */
const kinds = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
};

/** Serves a folder of built pages; `/` is `index`. @param {string} folder @param {string} index @returns {Handler} */
export function files(folder, index) {
  return (_request, response, path) => {
    const file = join(folder, normalize(path === "/" ? index : decodeURIComponent(path)));
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return false;
    response.writeHead(200, { "Content-Type": kinds[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
    return true;
  };
}
