import { sentenceForms } from "@raceway/model/sentence-forms";
import { PLANT_FILE_ZH } from "./plant-file-zh.ts";
import { language } from "./text.ts";

const inChinese = sentenceForms(PLANT_FILE_ZH);

/** What a service says of a plant file (its faults, what a change of it brings), for who reads the page. What has no Chinese stays as it is. */
export function ofPlantFile(english: string): string {
  return language() === "zh" ? (inChinese(english) ?? english) : english;
}
