import { join } from "node:path";
import { createDiagnosis } from "@raceway/condition/health/diagnosis";
import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import { pointsOf } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { openTrace } from "@raceway/traces/open-trace";
import { cutBlocks } from "@raceway/traces/recording";
import { fixed, table } from "./markdown.ts";

/** Bearings that a motor of this size may have: which it is, is not published. */
const BEARINGS = ["6202", "6203", "6204", "6205", "6206"] as const;
/** Pairs of poles that it may have: what an inverter's frequency makes of them, less a slip of 3 %. */
const POLE_PAIRS = [1, 2] as const;
const SLIP = 0.03;
const SPEED_TOLERANCE = 0.03;

interface Heard {
  readonly what: string;
  readonly inverterHz: number;
  readonly file: string;
}

function contextOf(rpm: number, bearing: string) {
  const channels = [{ id: "sound", kind: "sound", unit: "FS" }];
  const points = [{ id: "point", bearing, channels }];
  const machine = { id: "motor", speed: { rpm, tolerance: SPEED_TOLERANCE }, points };
  const text = JSON.stringify({ site: "bench", lines: [{ id: "line", machines: [machine] }] });
  const [context] = pointsOf(parsePlant(text, "plant.yaml", () => [])).values();
  if (context === undefined) throw new Error("the plant has one point");
  return context;
}

/** The name that stands after a whole record, asked about one bearing at one speed. */
async function nameOf(folder: string, { file }: Heard, rpm: number, bearing: string) {
  const context = contextOf(rpm, bearing);
  const manipulate = createManipulation(context);
  const diagnosis = createDiagnosis(context);
  const trace = await openTrace(join(folder, file));
  let said: ReturnType<typeof diagnosis.process>[number] | undefined;
  let time = 0n;
  for await (const whole of trace.blocks())
    for (const { samples, sampleRate = 0 } of cutBlocks([whole], { blockSeconds: 1 })) {
      const address = { point: context.point.path, channel: "sound", time } as const;
      const block = { type: "waveform", ...address, sampleRate, unit: "FS", samples } as const;
      said = diagnosis.process(manipulate(block)).at(-1) ?? said;
      time += 1_000_000_000n;
    }
  return said;
}

/** Each record asked about every bearing and speed that the motor may have: names that came of it. */
export async function soundLinesTable(folder: string, records: readonly Heard[]): Promise<string> {
  const rows: string[][] = [];
  for (const record of records) {
    const names: string[] = [];
    for (const pairs of POLE_PAIRS)
      for (const bearing of BEARINGS) {
        const rpm = ((60 * record.inverterHz) / pairs) * (1 - SLIP);
        const said = await nameOf(folder, record, rpm, bearing);
        if (said !== undefined && said.fault !== "unnamed")
          names.push(
            `${said.fault} of a ${bearing} at ${rpm.toFixed(0)} r/min (${fixed(said.confidence)})`,
          );
      }
    const asked = POLE_PAIRS.length * BEARINGS.length;
    rows.push([`${record.inverterHz} Hz`, record.what, `${asked}`, names.join("; ") || "none"]);
  }
  return table(["inverter", "heard", "asked", "names"], rows);
}
