import { parseMachinePath } from "@raceway/model/production";
import { isoOf } from "@raceway/model/time";
import { encodeMachineState } from "@raceway/wire/machine-state-message";
import { formatTopic } from "@raceway/wire/topic";
import { connectDevice } from "../connect.ts";
import type { Turns } from "../pace.ts";
import type { SensorLogin } from "../publisher.ts";
import type { ToldReport } from "./machine-reports.ts";

/**
 * Publishes what controllers tell, QoS 1, each when it is due and once the one before is acknowledged.
 *
 * @throws Error when the first connect fails.
 */
export async function simulateControllers(
  reports: Iterable<ToldReport>,
  login: SensorLogin,
  { until, ended }: Turns,
): Promise<void> {
  const client = await connectDevice("controllers", login);
  try {
    for (const { time, machine, body } of reports) {
      if (!(await until(time))) return;
      const topic = formatTopic({ class: "machine-state", ...parseMachinePath(machine) });
      const payload = Buffer.from(encodeMachineState({ time: isoOf(time), ...body }));
      // What is not acknowledged when it ends is given up.
      await Promise.race([client.publishAsync(topic, payload, { qos: 1 }), ended]);
    }
  } finally {
    await client.endAsync(true);
  }
}
