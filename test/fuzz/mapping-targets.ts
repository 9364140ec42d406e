import { readdirSync, readFileSync } from "node:fs";
import { createAdmission } from "@raceway/ingest/door/admission";
import { createMappings } from "@raceway/mapping/mappings";
import { pointsOf } from "@raceway/model/plant";
import { plantOf } from "../running-ingest.ts";
import { promised, shapeOf, type Target, words } from "./target.ts";

/** What devices say in their own way: topic and payload, set apart by the first zero byte, through a plant file's mappings and then the door. */

const FOLDER = new URL("../../examples/sensors/", import.meta.url);
const TIME = 1_700_000_000_000_000_000n;

function mappedTarget(file: string): Target {
  const plant = plantOf(readFileSync(new URL(file, FOLDER), "utf8"));
  const mappings = createMappings(plant);
  const admit = createAdmission({
    points: pointsOf(plant),
    stands: new Map(),
    machines: new Map(),
  });
  const examples = (plant.mappings ?? []).flatMap((mapping) => mapping.examples);
  return {
    name: `mapped-${file.replace(/\.yaml$/, "")}`,
    share: 1,
    longest: 65_536,
    seeds: words(...examples.map(({ topic, payload }) => `${topic}\0${payload}`)),
    dictionary: words(
      ...[
        "\0",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        '"',
        "null",
        "true",
        "1e999",
        "-1",
        "[[[[[[[[",
        '{"a":{"a":',
      ],
      ...[
        '"__proto__":',
        '"constructor":',
        "\\u0000",
        "2026-11-22T06:00:00Z",
        "1700000000000",
        "AAECAwQFBgc=",
      ],
      ...examples.flatMap(({ payload }) => payload.match(/"[^"]{1,30}"/g)?.slice(0, 20) ?? []),
    ),
    async run(input) {
      const cut = Math.max(0, input.indexOf(0));
      const topic = Buffer.from(input.subarray(0, cut)).toString("utf8");
      const mapped = await mappings.translate(topic, input.subarray(cut + 1));
      if (mapped.fault !== undefined)
        promised(mapped.fault.reason.length < 20_000, "a reason can be read");
      if (mapped.messages.length === 0) return shapeOf(mapped.fault?.reason ?? "passed over");
      const decisions = mapped.messages.map((message) => admit({ ...message, receivedAt: TIME }));
      return `ok ${decisions
        .slice(0, 3)
        .map((decision) => (decision.ok ? "taken" : decision.rejection.code))
        .join()}`;
    },
  };
}

export const MAPPING_TARGETS: readonly Target[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .map(mappedTarget);
