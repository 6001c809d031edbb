import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { mockStage } from "./dev/mockStage";

// Relative addresses: the same pages are served at the root of each phone and inside the app's own bundle.
export default defineConfig({
  base: "./",
  plugins: [react(), mockStage()],
  build: {
    rollupOptions: {
      input: ["index.html", "stage.html"],
      // Ionic defines each element when its wrapper is first used, so wrappers nobody uses can go. That halves the app.
      treeshake: {
        moduleSideEffects: id =>
          id.endsWith(".css") || !/node_modules\/(@ionic|ionicons|@stencil|@lit)/.test(id),
      },
    },
    chunkSizeWarningLimit: 900,
  },
});
