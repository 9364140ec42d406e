import { readFileSync, statSync } from "node:fs";
import {
  COURSE_FEATURES,
  COURSE_POINTS,
  LIFE_CURVE_POINTS,
  type RecordedLife,
} from "@raceway/model/recorded-life";
import { z } from "zod";
import type { Fault } from "./fault.ts";

/** The lives of a file, or what is wrong with it. */
export type LivesFile = { readonly lives: readonly RecordedLife[] } | Omit<Fault, "path">;

const MOST_BYTES = 4 * 1024 * 1024;
/** No level of a running machine is a hundred million times its baseline. */
const MOST_LEVEL = 20;
const level = z.number().min(-MOST_LEVEL).max(MOST_LEVEL);
const recordedLife = z.strictObject({
  kind: z.string().min(1).max(200),
  curve: z.array(level).length(LIFE_CURVE_POINTS),
  whole: z
    .strictObject({
      seconds: z.number().positive(),
      course: z
        .array(z.array(level.nullable()).length(COURSE_FEATURES.length))
        .length(COURSE_POINTS),
    })
    .optional(),
  end: z
    .strictObject({
      level,
      cause: z.string().max(100).optional(),
      speedRpm: z.number().nonnegative().optional(),
      load: z.number().optional(),
    })
    .optional(),
});
const ALLOWED =
  "lines as `raceway lives export` and `raceway replay --direct --record-life` write them";

/** Reads finished lives, one as JSON a line. */
export function readLivesFile(path: string): LivesFile {
  try {
    if (statSync(path).size > MOST_BYTES)
      return { found: `"${path}": more than 4 MiB`, allowed: "finished lives alone" };
    return livesOf(readFileSync(path, "utf8"), path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason = code === "ENOENT" ? "no such file" : String(error);
    return { found: `"${path}": ${reason}`, allowed: ALLOWED };
  }
}

/** The same of a file's text. @param path for the faults. */
export function livesOf(text: string, path: string): LivesFile {
  const lives: RecordedLife[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const life = recordedLife.safeParse(parsed(line));
    if (!life.success) {
      const [issue] = life.error.issues;
      const what = `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim();
      return { found: `"${path}", line ${i + 1}: ${what}`, allowed: ALLOWED };
    }
    lives.push(withoutAbsent(life.data));
  }
  return { lives };
}

/** zod writes absent fields as undefined. */
function withoutAbsent(life: z.output<typeof recordedLife>): RecordedLife {
  return JSON.parse(JSON.stringify(life)) as RecordedLife;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
