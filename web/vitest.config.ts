import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Ionic's wrappers have a second build for rendering on a server, which Node would pick; tests want the browser's.
const browser = { conditions: ["browser", "module", "import", "default"] };

export default defineConfig({
  plugins: [react()],
  resolve: browser,
  ssr: { resolve: browser },
  test: {
    include: ["{design,bridge,mock,phone,console}/**/*.test.{ts,tsx}"],
    setupFiles: ["./testing/setup.ts"],
    server: { deps: { inline: [/@ionic/, /@stencil/, /@lit/, /ionicons/] } },
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
