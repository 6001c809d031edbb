import { phonePages, stagePages, World } from "@countersign/mock";
import type { Plugin } from "vite";

/** For `npm run dev`: the mock world behind one address: the overview at `/stage.html`, the phones below `/phones/`. */
export function mockStage(): Plugin {
  return {
    name: "countersign-mock-stage",
    apply: "serve",
    configureServer(vite) {
      const world = new World();
      world.address = "http://127.0.0.1:8065";
      const phones = world.phones.map(phone => ({
        name: phone.name,
        platform: phone.platform,
        url: `/phones/${phone.name.toLowerCase()}/`,
        answer: phonePages(phone),
      }));
      const stage = stagePages(world, () => ({
        phones: phones.map(({ answer: _answer, ...phone }) => phone),
        console: "http://127.0.0.1:5174/console/",
        server: world.address,
      }));
      vite.middlewares.use(async (request, response, next) => {
        const path = new URL(request.url ?? "/", "http://dev").pathname;
        if (await stage(request, response, path)) return;
        const phone = phones.find(({ url }) => path.startsWith(url));
        if (!phone) return next();
        const rest = path.slice(phone.url.length - 1);
        if (await phone.answer(request, response, rest)) return;
        request.url = rest === "/" ? "/index.html" : rest;
        next();
      });
    },
  };
}
