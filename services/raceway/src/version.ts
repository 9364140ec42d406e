import { readFileSync } from "node:fs";

/** Raceway's version, from its package file. */
export function ownVersion(): string {
  const content: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return typeof content === "object" && content !== null && "version" in content
    ? String(content.version)
    : "unknown";
}
