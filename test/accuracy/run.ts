import { mkdirSync, writeFileSync } from "node:fs";
import { diagnosisStudy } from "./diagnosis.ts";
import { livesStudy } from "./lives.ts";
import { soundStudy } from "./sound.ts";

/**
 * `npm run accuracy [study …]`: measures the analysis on recordings and made-up machines and writes what it found to docs/accuracy/. Recordings lie where
 * RACEWAY_RECORDINGS says; a study says which it lacked.
 */
const STUDIES: Readonly<Record<string, () => Promise<string>>> = {
  diagnosis: diagnosisStudy,
  lives: livesStudy,
  sound: soundStudy,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in STUDIES));
if (unknown !== undefined)
  throw new RangeError(`no study "${unknown}": there are ${Object.keys(STUDIES).join(", ")}`);
const folder = new URL("../../docs/accuracy/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, study] of Object.entries(STUDIES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  writeFileSync(new URL(`${name}.md`, folder), await study());
  console.log(
    `${name}: ${((performance.now() - started) / 1000).toFixed(0)} s, docs/accuracy/${name}.md`,
  );
}
