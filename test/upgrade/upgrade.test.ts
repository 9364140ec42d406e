import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { openAccounts } from "@raceway/access/accounts";
import { openAlarmJournal } from "@raceway/alarms/journal/alarm-journal";
import { openJournal } from "@raceway/journal/journal";
import { silentLog } from "@raceway/ports/log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plantOf, runIngest, until } from "../running-ingest.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const RELEASES = readdirSync(HERE).filter((name) => name.endsWith(".tar.gz"));
const POINT = "works/l1/g1/spindle";
const PLANT = plantOf(readFileSync(join(HERE, "plant.yaml"), "utf8"));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-upgrade-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The limits that ingest says are in force, and what it wrote of points that learn anew. */
async function startOnce() {
  const running = await runIngest(PLANT, { folder });
  await until("it is open", () => running.ingest.status().door.state === "open");
  const asked = { measurement: "relearnt", fields: ["reason"], tags: {} };
  await until("all is stored", () => running.ingest.status().drains["store"]?.rows === 0);
  const relearnt = await running.store.series({ ...asked, from: 0n, to: 2n ** 63n });
  const history = await running.store.series({
    ...{ measurement: "indicator", fields: ["temperature"], tags: { site: "works" } },
    ...{ from: 0n, to: 2n ** 63n },
  });
  const { journalSetAside, storeSetAside } = running.ingest.status();
  await running.close();
  return { relearnt, history, journalSetAside, storeSetAside };
}

function limitsInForce(): unknown {
  const journal = openJournal({
    path: join(folder, "ingest.sqlite"),
    durability: "process",
    drains: {},
  });
  const state = journal.modelState.get(POINT) as { chain: { limits: unknown; version: number } };
  journal.close();
  return state.chain;
}

describe.each(RELEASES)("the data of %s", (release) => {
  beforeEach(() => {
    execFileSync("tar", ["-C", folder, "-xzf", join(HERE, release)]);
  });

  it("are taken over: history, limits that people set, and what was learnt; what was not is said, once", async () => {
    const first = await startOnce();
    expect(first).toMatchObject({ journalSetAside: null, storeSetAside: null });
    expect(first.history.length).toBeGreaterThanOrEqual(400);
    expect(first.relearnt).toMatchObject([
      { fields: { reason: expect.stringContaining("diagnosis") } },
    ]);
    expect(limitsInForce()).toMatchObject({
      limits: [{ channel: "temp", indicator: "temperature", edited: { who: "Jo" } }],
      detection: expect.anything(),
    });
    const second = await startOnce();
    expect(second.relearnt).toHaveLength(1);
  });

  it("keep the limits that people set also where nothing else can be read", async () => {
    const db = new DatabaseSync(join(folder, "ingest.sqlite"));
    db.exec(`UPDATE model_state SET state = json_set(state, '$.chain.version', 1)`);
    db.close();
    const { relearnt } = await startOnce();
    expect(relearnt).toMatchObject([{ fields: { reason: expect.stringContaining("version 1") } }]);
    expect(limitsInForce()).toMatchObject({ limits: [{ edited: { who: "Jo" } }] });
  });

  it("keep open alarms with who acknowledged them and what was said, and the accounts", () => {
    const alarms = openAlarmJournal(join(folder, "alarms.sqlite"), silentLog);
    const [memory] = [...alarms.memories().values()].filter(({ alarm }) => alarm !== undefined);
    expect(memory?.alarm).toMatchObject({
      acknowledged: { who: "Ann" },
      comments: [{ who: "Ann", text: "ordered" }],
    });
    alarms.close();
    const accounts = openAccounts(join(folder, "accounts.sqlite"));
    expect(accounts.list().map(({ name }) => name)).toContain("eve");
  });
});
