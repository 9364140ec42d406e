import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PlantFileError } from "@raceway/plant/plant-file";
import { describe, expect, it } from "vitest";
import { checkPlant } from "../plant-option.ts";
import { checkedAside } from "./checked-aside.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../examples/bearing-plant.yaml", import.meta.url));

describe("a plant file checked in a thread of its own", () => {
  it("is the plant that it is without", async () => {
    const text = readFileSync(EXAMPLE, "utf8");
    expect(await checkedAside({ text, path: EXAMPLE })).toEqual(checkPlant(text, EXAMPLE));
  });

  it("has its faults told as they are without, while this thread goes on", async () => {
    const text = "site: A\nlines: none\n";
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    const refused = await checkedAside({ text, path: "plant.yaml" }).catch((error) => error);
    clearInterval(turning);
    expect(refused).toBeInstanceOf(PlantFileError);
    expect(() => checkPlant(text, "plant.yaml")).toThrow(refused.message);
    expect(refused.faults).toHaveLength(2);
    expect(turns).toBeGreaterThan(0);
  });
});
