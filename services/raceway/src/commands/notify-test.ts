import { sendTest } from "@raceway/alarms/notify/send-test";
import type { Notifier } from "@raceway/ports/notifier";
import { type Command, Option } from "commander";
import { pino } from "pino";
import { plantOption } from "../options.ts";
import { readPlant } from "../plant-option.ts";
import { openNotifiers } from "../start/notifiers.ts";

interface NotifyTestOptions {
  readonly plant: string;
  readonly channel?: string;
}

/** `raceway notify-test`: one test message over every channel of the plant file, and what became of each. */
export function addNotifyTestCommand(program: Command): void {
  program
    .command("notify-test")
    .description("sends a test message over every channel of the plant file's `notify`")
    .addOption(plantOption())
    .addOption(new Option("--channel <id>", "only this one"))
    .action(notifyTest);
}

async function notifyTest(options: NotifyTestOptions): Promise<void> {
  const plant = readPlant(options.plant);
  const log = pino({ level: "warn" }, pino.destination({ dest: 2, sync: true }));
  const notifiers = openNotifiers(plant, log);
  const chosen = [...notifiers].filter(
    ([id]) => options.channel === undefined || options.channel === id,
  );
  if (chosen.length === 0)
    throw new RangeError(
      notifiers.size === 0
        ? `${options.plant} has no \`notify\`: docs/alarms.md shows one`
        : `no channel "${options.channel}": ${[...notifiers.keys()].join(", ")} are configured`,
    );
  const id = Date.now().toString(36);
  const results = await Promise.all(
    chosen.map(async ([channel]) => {
      const failure = await sendTest({ plant, notifiers }, channel, id);
      return { channel, failure };
    }),
  );
  await Promise.all([...notifiers.values()].map((notifier: Notifier) => notifier.close()));
  for (const { channel, failure } of results)
    process.stdout.write(
      `${channel}: ${failure === undefined ? "sent" : `not sent: ${failure}`}\n`,
    );
  if (results.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
}
