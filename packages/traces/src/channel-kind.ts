import type { ChannelKind } from "@raceway/model/unit";

const WORDS: readonly (readonly [RegExp, ChannelKind])[] = [
  [/temp|thermo|deg ?c\b|°c/i, "temperature"],
  [/rpm|speed|tacho/i, "speed"],
  [/sound|mic(rophone)?\b|acoustic|audio|spl\b/i, "sound"],
  [/load|force|torque|current|power/i, "load"],
  [/vib|acc(el|_|$|\b)|schwing|振/i, "vibration"],
];

/** What a channel measures by the words of its name; undefined when it has none of them. */
export function kindInName(name: string): ChannelKind | undefined {
  return WORDS.find(([words]) => words.test(name))?.[1];
}

/** What a channel probably measures, by the words of its name; the plant file's channel decides. */
export function guessKind(name: string): ChannelKind {
  return kindInName(name) ?? "vibration";
}
