import type { Fault } from "./fault.ts";
import type { PlantFile } from "./schema.ts";

/** What the schema cannot see of Sparkplug metrics: each feeds one channel, and Raceway must know its unit. */
export function checkSparkplug({ lines }: PlantFile, faults: Fault[]): void {
  const first = new Map<string, string>();
  lines.forEach((line, l) => {
    line.machines.forEach((machine, m) => {
      machine.points.forEach((point, p) => {
        point.channels.forEach(({ id, unit, sparkplug }, c) => {
          if (sparkplug === undefined) return;
          const path = ["lines", l, "machines", m, "points", p, "channels", c, "sparkplug"];
          const earlier = first.get(sparkplug);
          first.set(sparkplug, earlier ?? `${line.id}/${machine.id}/${point.id}/${id}`);
          if (earlier !== undefined)
            faults.push({
              path,
              found: `"${sparkplug}", which feeds ${earlier} already`,
              allowed: "a metric of its own for each channel",
            });
          if (unit === undefined)
            faults.push({
              path,
              found: "a channel without unit",
              allowed: "`unit` beside `sparkplug`: metrics seldom carry one",
            });
        });
      });
    });
  });
}
