import { globSync } from "node:fs";
import { defineConfig } from "vitest/config";

const workspaces = globSync(["packages/*", "services/*", "simulator", "dashboards", "docs"]);

/** One project a workspace for what stands beside the source; `test/` for what crosses walls. */
export default defineConfig({
  test: {
    projects: [
      ...workspaces.map((root) => ({
        extends: true as const,
        test: { name: root, root, include: ["{src,generate}/**/*.test.ts"] },
      })),
      {
        extends: true as const,
        test: {
          name: "test",
          root: "test",
          include: ["**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
