import { defineConfig } from "vite";

/** The page is served by the console itself, from anywhere: all addresses are relative, nothing is loaded from elsewhere. */
export default defineConfig({
  base: "./",
  resolve: {
    // The chart theme imports the package's main entry, which holds every component; this one is made of parts.
    alias: [{ find: /^@siemens\/ix$/, replacement: "@siemens/ix/components" }],
  },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2023",
    // Charts are one large chunk of their own, loaded after the page's first paint.
    chunkSizeWarningLimit: 700,
  },
});
