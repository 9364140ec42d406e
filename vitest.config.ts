import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import LastLines from "./test/vitest-last-lines.ts";

const workspaces = globSync(["packages/*", "services/*", "simulator", "dashboards", "docs"]);
const skips = readFileSync(new URL("test/skips.md", import.meta.url), "utf8");

/** Benchmarks are wanted by `vitest bench` only; where they are enabled, `vitest run` runs them too. */
const enabled = process.argv.includes("bench");

/** One project a workspace for what stands beside the source; `test/` for what crosses walls. */
export default defineConfig({
  test: {
    reporters: ["default", new LastLines(skips)],
    globalSetup: ["./test/debian-packages.ts", "./test/recordings.ts", "./test/web-page.ts"],
    // Servers, browsers and worker threads share the machine with the tests.
    maxWorkers: 2,
    projects: [
      ...workspaces.map((root) => ({
        extends: true as const,
        test: {
          name: root,
          root,
          include: ["{src,generate}/**/*.test.ts"],
          // Some live through a bearing's life; on a busy machine that takes its time.
          testTimeout: 30_000,
          benchmark: { enabled, include: ["src/**/*.bench.ts"] },
        },
      })),
      {
        extends: true as const,
        test: {
          name: "test",
          root: "test",
          include: ["**/*.test.ts"],
          benchmark: { enabled, include: ["**/*.bench.ts"] },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
