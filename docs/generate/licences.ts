import { readFileSync } from "node:fs";
import { z } from "zod";

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

/** Every package that runs with Raceway (not those that only build or test it), by licence, from the lock file. */
export function licenceTable(
  path: URL = new URL("../../package-lock.json", import.meta.url),
): string {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(path, "utf8")));
  const byLicence = new Map<string, Set<string>>();
  for (const [place, { license = "none stated", dev, link }] of Object.entries(packages)) {
    const name = place.split("node_modules/").at(-1) ?? "";
    if (!place.includes("node_modules/") || dev || link || name.startsWith("@raceway/")) continue;
    byLicence.set(license, (byLicence.get(license) ?? new Set()).add(name));
  }
  const rows = [...byLicence]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licence, names]) => `| ${licence} | ${[...names].sort().join(", ")} |`);
  return ["| licence | packages |", "|---|---|", ...rows].join("\n");
}
