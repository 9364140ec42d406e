import { expect, it } from "vitest";
import { plantDifferences } from "./plant-recorded.ts";

const plant = (alarm: number | undefined, more: object = {}) => ({
  lines: [{ id: "l1", machines: [{ id: "g1", ...(alarm !== undefined && { alarm }) }] }],
  ...more,
});

it("says which place of the plant file was another, by the ids of what it is in", () => {
  expect(plantDifferences(plant(70), plant(75))).toEqual([
    { path: "lines.l1.machines.g1.alarm", before: 70, after: 75 },
  ]);
  expect(plantDifferences(plant(undefined), plant(75))).toEqual([
    { path: "lines.l1.machines.g1.alarm", before: null, after: 75 },
  ]);
  expect(plantDifferences(plant(70), plant(70))).toEqual([]);
});

it("keeps passwords in addresses of mail servers to itself", () => {
  const notify = (server: string) => plant(70, { notify: { channels: [{ id: "mail", server }] } });
  expect(
    plantDifferences(notify("smtp://a:secret@b.example"), notify("smtp://a:other@b.example")),
  ).toEqual([{ path: "notify.channels.mail.server", before: "…", after: "…" }]);
});
