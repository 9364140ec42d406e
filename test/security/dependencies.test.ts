import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const root = join(import.meta.dirname, "../..");
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));

const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        license: z.string().optional(),
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        link: z.boolean().optional(),
        dev: z.boolean().optional(),
      }),
    ),
  })
  .parse(read("package-lock.json"));
const foreign = Object.entries(packages)
  .filter(([place, { link }]) => place.includes("node_modules/") && !link)
  .map(([place, facts]) => ({ name: place.split("node_modules/").at(-1) ?? "", ...facts }));

/**
 * Read by hand. h5wasm states its licence in a file: NIST's own, as free as MIT, and the HDF5 library's BSD-3-Clause. web-push is MPL-2.0: it asks that its own
 * files stay open, and they come from the registry as their authors wrote them. Noto Sans SC is under the SIL Open Font License, which lets documents carry it. argparse has
 * the licence of Python's own, png-js that of MIT in a file.
 */
const READ_BY_HAND: readonly string[] = [
  "h5wasm",
  "web-push",
  "@fontsource-variable/noto-sans-sc",
  "argparse",
  "png-js",
];
/** Licences that ask for nothing but to be named. */
const PERMISSIVE =
  /^\(?(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|Unlicense|CC0-1\.0)\b/;

describe("the packages that others wrote", () => {
  it("come with the checksum of what was reviewed, over TLS", () => {
    expect(foreign.length).toBeGreaterThan(100);
    for (const { name, integrity, resolved } of foreign) {
      expect(integrity, name).toMatch(/^sha512-/);
      expect(resolved ?? "https://", name).toMatch(/^https:\/\//);
    }
  });

  it("run a script at their installation only where somebody has looked at it", () => {
    const { allowScripts } = z
      .object({ allowScripts: z.record(z.string(), z.boolean()) })
      .parse(read("package.json"));
    for (const { name } of foreign.filter(({ hasInstallScript }) => hasInstallScript))
      expect(Object.keys(allowScripts), name).toContain(name);
    expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(["node"]);
  });

  it("that run with Raceway ask for nothing but to be named", () => {
    for (const { name, license } of foreign.filter(({ dev }) => !dev))
      if (!READ_BY_HAND.includes(name)) expect(license ?? "none stated", name).toMatch(PERMISSIVE);
  });

  it("are asked for in one version, never in a range", () => {
    const manifest = z.object({
      dependencies: z.record(z.string(), z.string()).default({}),
      devDependencies: z.record(z.string(), z.string()).default({}),
    });
    for (const path of globSync(
      "{.,packages/*,services/*,simulator,dashboards,docs,test}/package.json",
      { cwd: root },
    )) {
      const { dependencies, devDependencies } = manifest.parse(read(path));
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        if (!name.startsWith("@raceway/"))
          expect(version, `${path}: ${name}`).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });
});
