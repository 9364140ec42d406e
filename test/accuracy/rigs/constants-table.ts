import { readdirSync, readFileSync } from "node:fs";
import { table } from "../markdown.ts";

const ROOMS = ["health", "manipulation"] as const;
const FILES =
  /^(?!.*\.(test|bench)\.ts$)(?!(?:.*\/)?test-|indicators|health-index|plant-health).*\.ts$/;
/** A documented constant that is a number, or numbers by name or in a row. */
const CONSTANT =
  /\/\*\*([^/]*?)\*\/\n(?:export )?const ([A-Z][A-Z0-9_]+)(?:: [^=]+)? =\s*([\d.e-]+|Math\.log\(\d+\)|\[[\d., -]+\]|\{[^}]*\});/g;

/** Every documented number that a name depends on, as the code has it, with what the code says of it. */
export function constantsTable(): string {
  const rows = ROOMS.flatMap((room) => {
    const folder = new URL(`../../../packages/condition/src/${room}/`, import.meta.url);
    return (readdirSync(folder, { recursive: true }) as string[])
      .sort()
      .filter((name) => FILES.test(name))
      .flatMap((name) =>
        [...readFileSync(new URL(name, folder), "utf8").matchAll(CONSTANT)].map((found) => [
          `\`${found[2]}\``,
          flat(found[3]),
          `${room}/${name}`,
          flat(found[1]),
        ]),
      );
  });
  return table(["constant", "value", "where", "what it is"], rows);
}

/** Text of one line that fits into a cell. */
function flat(text = ""): string {
  return text
    .replaceAll(/\s*\n\s*\*?\s*/g, " ")
    .replaceAll("|", "/")
    .trim();
}
