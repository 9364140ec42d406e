import { prepareInfluxdb } from "@raceway/store-influxdb/prepare-influxdb";
import { rollUps } from "@raceway/telemetry/roll-ups";
import { type Command, Option } from "commander";
import { storeOption, wholeNumber } from "../options.ts";
import { influxAddress } from "../store-option.ts";

interface PrepareStoreOptions {
  readonly store?: string;
  readonly rawDays: number;
  readonly minuteDays: number;
  readonly hourDays: number;
  readonly refillDays: number;
}

/** `raceway prepare-store`: how long InfluxDB keeps what, and the continuous queries that make minutes and hours. */
export function addPrepareStoreCommand(program: Command): void {
  const days = (flag: string, env: string, preset: number, about: string) =>
    new Option(`--${flag} <days>`, about).env(env).default(preset).argParser(wholeNumber);
  program
    .command("prepare-store")
    .description(
      "InfluxDB 1.x: creates the database, its retention policies and continuous queries (an administrator's login); may be repeated",
    )
    .addOption(storeOption())
    .addOption(days("raw-days", "RACEWAY_RAW_DAYS", 30, "keep rows as they came for so long"))
    .addOption(days("minute-days", "RACEWAY_MINUTE_DAYS", 400, "keep minutes for so long"))
    .addOption(days("hour-days", "RACEWAY_HOUR_DAYS", 0, "keep hours for so long; 0: for ever"))
    .addOption(
      days(
        "refill-days",
        "RACEWAY_REFILL_DAYS",
        0,
        "compute minutes and hours of so many latest days anew",
      ),
    )
    .action(prepareStore);
}

async function prepareStore(options: PrepareStoreOptions): Promise<void> {
  const rows = rollUps();
  const { rawDays, minuteDays, hourDays, refillDays } = options;
  const done = await prepareInfluxdb({
    ...influxAddress(options.store ?? ""),
    keep: { rawDays, minuteDays, hourDays },
    rollUps: rows,
    own: rows.map(({ name }) => name),
    refillDays,
  });
  for (const line of done) process.stdout.write(`${line}\n`);
  process.stdout.write(
    done.length === 0 ? "the store is as it should be\n" : "the store is ready\n",
  );
}
