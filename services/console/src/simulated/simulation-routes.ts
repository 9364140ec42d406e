import { FAULTS } from "@raceway/model/verdict";
import { z } from "zod";
import { lineOfPoint } from "../accounts/lines.ts";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { Breakable, SimulatedPlant, SimulationView } from "./simulated-plant.ts";

const breakable = z.enum([...FAULTS.filter((fault) => fault !== "unnamed"), "sensor-dead"]);
const store = z.enum(["there", "away"]);
const simulationAnswer = z
  .object({
    time: z.string().describe("The plant's time, ISO 8601."),
    rate: z.number().describe("Seconds of the plant in a second of the wall; 0: it stands."),
    rates: z.array(z.number()).describe("To choose from."),
    store,
    choices: z
      .array(z.object({ point: z.string(), faults: z.array(breakable) }))
      .describe("What can be broken."),
    broken: z.array(z.object({ point: z.string(), fault: breakable, since: z.string() })),
  })
  .nullable();
const setting = z.object({ rate: z.number().min(0).exactOptional(), store: store.exactOptional() });
const breaking = z.object({ point: z.string(), fault: breakable });

/** @param simulated absent: the plant is a real one, and nothing can be done to it from here. */
export function simulationRoutes(simulated: SimulatedPlant | undefined): readonly ApiRoute[] {
  function required(): SimulatedPlant {
    if (simulated === undefined)
      throw new Problem(
        404,
        "No simulation",
        "This plant is a real one: its time cannot be set, and nothing on it can be broken from here.",
      );
    return simulated;
  }
  return [
    {
      method: "GET",
      url: "/api/simulation",
      summary: "How the simulated plant's time runs, and what is broken; null of a real plant.",
      answer: simulationAnswer,
      filtered: true,
      handle({ sees }): SimulationView | null {
        const view = simulated?.view() ?? null;
        if (view === null || sees === undefined) return view;
        const seen = ({ point }: { readonly point: string }) => sees(lineOfPoint(point));
        return { ...view, choices: view.choices.filter(seen), broken: view.broken.filter(seen) };
      },
    },
    {
      method: "PATCH",
      url: "/api/simulation",
      summary: "Stops or hurries the simulated plant's time, or takes its store away.",
      body: setting,
      answer: simulationAnswer,
      filtered: true,
      handle({ body }): SimulationView {
        const plant = required();
        const { rate, store: reach } = parse(setting, body);
        if (rate !== undefined) refusing(() => plant.setRate(rate));
        if (reach !== undefined) plant.setStore(reach);
        return plant.view();
      },
    },
    {
      method: "POST",
      url: "/api/simulation/faults",
      summary: "Breaks something on the simulated plant; telling of the work that mends it does.",
      body: breaking,
      answer: simulationAnswer,
      handle({ body }): SimulationView {
        const plant = required();
        const { point, fault } = parse(breaking, body);
        refusing(() => plant.breakAt(point, fault as Breakable));
        return plant.view();
      },
    },
  ];
}

/** What cannot be is the asker's mistake. */
function refusing(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof RangeError) throw new Problem(400, "Not possible", error.message);
    throw error;
  }
}
