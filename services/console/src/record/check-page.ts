import { readFileSync } from "node:fs";
import { newestCheckpoint, recordFiles } from "@raceway/record/record-files";
import { CHECK_PAGE, ensureWebBuilt } from "../web-build.ts";

/**
 * The page with which a customer checks certificates without the plant: one HTML file, that knows the plant's name and its keys.
 *
 * @param folder of the record. @throws RangeError where nothing is signed yet.
 */
export async function checkPage(folder: string): Promise<string> {
  const { checkpoints } = recordFiles(folder);
  const newest = newestCheckpoint(checkpoints);
  if (newest === undefined)
    throw new RangeError(
      `${folder} has no checkpoint yet: one is signed within a minute of a result`,
    );
  // Certificates of earlier keys hold.
  const all = readFileSync(checkpoints, "latin1").matchAll(/"key":"([\w-]{43})"/g);
  const keys = [...new Set(Array.from(all, ([, key]) => key ?? ""))];
  const maker = { site: newest.origin, keys, time: newest.time };
  await ensureWebBuilt(() => {});
  return readFileSync(CHECK_PAGE, "utf8").replace('{"site":null,"keys":[],"time":null}', () =>
    JSON.stringify(maker).replaceAll("<", "\\u003c"),
  );
}
