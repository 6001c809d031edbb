import { api, World } from "@countersign/mock";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** For `npm run dev`: the server's API out of the mock world, below the same address as the console. */
function mockApi(): Plugin {
  return {
    name: "countersign-mock-api",
    apply: "serve",
    configureServer(vite) {
      const answer = api(new World());
      vite.middlewares.use(async (request, response, next) => {
        const path = new URL(request.url ?? "/", "http://dev").pathname;
        if (!(await answer(request, response, path))) next();
      });
    },
  };
}

// Relative addresses: the server may itself be served below a folder. The API is found one folder above the console.
export default defineConfig({
  base: "./",
  plugins: [react(), mockApi()],
  build: { chunkSizeWarningLimit: 700 },
});
