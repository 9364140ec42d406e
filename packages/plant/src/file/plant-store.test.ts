import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlantStore, PlantFileChanged, type PlantStore } from "./plant-store.ts";

let folder = "";
let path = "";
let store: PlantStore;
let minute = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-store-"));
  path = join(folder, "plant.yaml");
  writeFileSync(path, "one");
  minute = 0;
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, minute++)).toISOString();
  store = createPlantStore(path, now);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(text: string, by = "Ann Müller"): void {
  store.replace(text, { revision: store.read().revision, by });
}

describe("the plant file on disk", () => {
  it("is replaced by whoever has read what is there, and by nobody else", () => {
    const { revision } = store.read();
    put("two");
    expect(() => store.replace("three", { revision, by: "Bo" })).toThrow(PlantFileChanged);
    expect(readFileSync(path, "utf8")).toBe("two");
  });

  it("keeps what it was before, with who put what in its place when", () => {
    const { revision } = store.read();
    put("two");
    put("three", "Bo");
    expect(store.versions()).toMatchObject([
      { by: "Bo", until: "2026-01-01T00:01:00.000Z" },
      { by: "Ann Müller", until: "2026-01-01T00:00:00.000Z", revision },
    ]);
    expect(store.version(revision)).toBe("one");
    expect(() => store.version("0123456789ab")).toThrow(RangeError);
  });

  it("keeps so many versions and no more, and none of what changes nothing", () => {
    for (let n = 0; n < 40; n++) put(`text ${n}`);
    put("text 39");
    expect(store.versions().length).toBe(30);
    expect(store.version(store.versions()[0]?.revision ?? "")).toBe("text 38");
  });

  it("has its rights kept, and nothing lies about afterwards", () => {
    chmodSync(path, 0o640);
    put("two");
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).toSorted()).toEqual(["plant.yaml", "plant.yaml.previous"]);
  });

  it("that cannot be written stays, and what is in the way is said", () => {
    rmSync(path);
    expect(() => store.read()).toThrow();
    writeFileSync(path, "one");
    writeFileSync(`${path}.previous`, "a file where the folder should be");
    expect(() => put("two")).toThrow();
    expect(readFileSync(path, "utf8")).toBe("one");
  });
});
