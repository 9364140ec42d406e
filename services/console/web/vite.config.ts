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
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page begins with comes as one file: a browser asks for six at a time, and each answer costs a turn of both sides.
            { name: "first", tags: ["$initial"], priority: 1 },
            // With what is drawn by them, or what follows would bring them to pages that have none.
            {
              name: "charts",
              test: /node_modules.(echarts|zrender|@siemens.ix-echarts)|-?chart\.ts$/,
            },
            // What several of the other pages share.
            { name: "shared", minShareCount: 2 },
          ],
        },
      },
    },
  },
});
