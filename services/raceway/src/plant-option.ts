import { INDICATORS, type IndicatorFacts } from "@raceway/condition/manipulation/indicators";
import type { Plant } from "@raceway/model/plant";
import type { ChannelKind } from "@raceway/model/unit";
import { parsePlant, readPlantFile } from "@raceway/plant/plant-file";

/** Reads a plant file; `limits` may name the indicators that analysis yields. @throws PlantFileError with every fault. */
export function readPlant(path: string): Plant {
  return readPlantFile(path, indicatorsOf);
}

/** Checks a plant file's text; files that it names are looked for beside `path`. @throws PlantFileError with every fault. */
export function checkPlant(text: string, path: string): Plant {
  return parsePlant(text, path, indicatorsOf);
}

function indicatorsOf(kind: ChannelKind): readonly IndicatorFacts[] {
  return INDICATORS.filter(({ kinds }) => kinds.includes(kind));
}
