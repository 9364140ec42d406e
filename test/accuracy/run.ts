import { mkdirSync, writeFileSync } from "node:fs";
import { constantsStudy } from "./constants.ts";
import { diagnosisStudy } from "./diagnosis.ts";
import { livesStudy } from "./lives.ts";
import { planStudy } from "./plan.ts";
import { quickFigures } from "./remaining/quick.ts";
import { remainingLifeStudy } from "./remaining/study.ts";
import { rigsStudy } from "./rigs/study.ts";
import { soundStudy } from "./sound.ts";
import { testStandStudy } from "./test-stand.ts";

/**
 * `npm run accuracy [study]`: measures the analysis on recordings and made-up machines and writes what it found to docs/accuracy/. Recordings lie where
 * RACEWAY_RECORDINGS says; a study says which it lacked. `npm run accuracy diagnosis adi hit` judges only these rigs and prints what came of it,
 * `npm run accuracy remaining-life quick` prints the main figures in a minute.
 */
const STUDIES: Readonly<Record<string, () => Promise<string>>> = {
  constants: constantsStudy,
  diagnosis: diagnosisStudy,
  lives: livesStudy,
  plan: planStudy,
  "remaining-life": remainingLifeStudy,
  sound: soundStudy,
  "test-stand": testStandStudy,
};

const [wanted, ...parts] = process.argv.slice(2);
if (wanted !== undefined && !(wanted in STUDIES))
  throw new RangeError(`no study "${wanted}": there are ${Object.keys(STUDIES).join(", ")}`);
if (wanted === "remaining-life" && parts[0] === "quick") console.log(await quickFigures());
else if (parts.length > 0) console.log(await rigsStudy(parts));
else await writeStudies();

async function writeStudies(): Promise<void> {
  const folder = new URL("../../docs/accuracy/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [name, study] of Object.entries(STUDIES)) {
    if (wanted !== undefined && wanted !== name) continue;
    const started = performance.now();
    writeFileSync(new URL(`${name}.md`, folder), await study());
    console.log(
      `${name}: ${((performance.now() - started) / 1000).toFixed(0)} s, docs/accuracy/${name}.md`,
    );
  }
}
