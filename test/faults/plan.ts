import type { Fault } from "./fault-run.ts";
import {
  CLOCK_STEP,
  CORRUPT_JOURNAL,
  CUT_BROKER,
  CUT_SENSORS,
  CUT_STORE,
  DISK_FULL,
  FIELD_TYPE,
  HALF_OPEN_BROKER,
  HALF_OPEN_SENSORS,
  HALF_OPEN_STORE,
  KILL_BROKER,
  KILL_GATEWAY_DUCKDB,
  KILL_GATEWAY_INFLUXDB,
  KILL_INFLUXDB,
  KILL_SUBSCRIBER,
  POISON,
  RESTART_BROKER,
  RESTART_FORGETFUL_BROKER,
  TWO_ON_ONE_JOURNAL,
  TWO_WITH_ONE_ID,
} from "./faults.ts";

/** Every fault with its rounds: in the table, and in the tests that run with every change. */
export const PLAN: readonly {
  readonly fault: Fault;
  readonly table: number;
  readonly test: number;
}[] = [
  { fault: KILL_GATEWAY_INFLUXDB, table: 15, test: 3 },
  { fault: KILL_GATEWAY_DUCKDB, table: 10, test: 2 },
  { fault: KILL_SUBSCRIBER, table: 15, test: 2 },
  { fault: KILL_BROKER, table: 10, test: 2 },
  { fault: KILL_INFLUXDB, table: 15, test: 2 },
  { fault: RESTART_BROKER, table: 3, test: 1 },
  { fault: RESTART_FORGETFUL_BROKER, table: 3, test: 1 },
  { fault: CUT_SENSORS, table: 5, test: 1 },
  { fault: CUT_BROKER, table: 5, test: 1 },
  { fault: CUT_STORE, table: 5, test: 1 },
  { fault: HALF_OPEN_SENSORS, table: 3, test: 1 },
  { fault: HALF_OPEN_BROKER, table: 3, test: 1 },
  { fault: HALF_OPEN_STORE, table: 3, test: 1 },
  { fault: DISK_FULL, table: 4, test: 2 },
  { fault: CLOCK_STEP, table: 4, test: 2 },
  { fault: POISON, table: 4, test: 1 },
  { fault: TWO_WITH_ONE_ID, table: 2, test: 1 },
  { fault: TWO_ON_ONE_JOURNAL, table: 1, test: 1 },
  { fault: FIELD_TYPE, table: 4, test: 1 },
  { fault: CORRUPT_JOURNAL, table: 4, test: 2 },
];
