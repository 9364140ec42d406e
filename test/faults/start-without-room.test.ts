import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mayMount, smallDiskAt } from "@raceway/journal/small-disk";
import { expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { prepareIngest } from "./ingest-process.ts";
import { roundPlantText } from "./rounds/round-plant.ts";

it.skipIf(!mayMount())(
  "an ingest killed, given another plant file and started on a full disk runs once there is room (only root may mount a small one)",
  async () => {
    await using stack = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), "raceway-no-room-"));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const data = join(folder, "data");
    const disk = smallDiskAt(data, 24);
    stack.defer(() => void disk.unmount());
    const plantFile = join(folder, "plant.yaml");
    writeFileSync(plantFile, roundPlantText([{ id: "a" }]));
    const store = `duckdb:${join(folder, "telemetry.duckdb")}`;
    const ingest = await prepareIngest({ plantFile, data, store });
    stack.defer(() => ingest.kill());
    const ready = async () => (await ingest.status())?.ready === true;
    ingest.start();
    await until("ingest to be ready", ready, 30_000);
    await ingest.kill();
    writeFileSync(plantFile, roundPlantText([{ id: "a" }, { id: "b" }]));
    disk.fill();
    ingest.start();
    await until("it to say what is wrong", () => /disk is full/.test(ingest.said()), 30_000);
    disk.free();
    await until("ingest to be ready again", ready, 30_000);
    expect(ingest.said()).toContain("s/l/m/b");
  },
);
