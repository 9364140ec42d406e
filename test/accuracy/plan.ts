import { loadavg } from "node:os";
import type { Line } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import type { PooledOrder } from "@raceway/plan/files/plan-files";
import { makePlan, type Plan } from "@raceway/plan/plan";
import type { Route } from "@raceway/plan/production/order-pool";
import type { WorkOrder } from "@raceway/plan/work/work-order";
import { type Random, randomFor } from "@raceway/simulator/random";
import { table } from "./markdown.ts";

/** Made-up quarters of a plant: how near plans come to what no plan can beat, what planning by hand costs, and how long it takes. */

const [LINES, MACHINES, ORDERS, TYPES, WEEKS] = [6, 40, 300, 24, 13];
const FROM = nanosOfIso("2026-01-05T00:00:00Z") ?? 0n;
const HOUR = 3_600_000_000_000n;
/** A week less twelve hours of stop. */
const WORKING_HOURS = WEEKS * (168 - 12);
const SEEDS = [1, 2, 3];
const LOADS = [0.6, 0.75, 0.9];

export async function planStudy(): Promise<string> {
  const rows: string[][] = [];
  for (const load of LOADS)
    for (const seed of SEEDS) rows.push(rowOf(load, seed, await timedPlan(load, seed)));
  return `# Plans of made-up quarters

Written by \`npm run accuracy plan\`. Each row is another plant: ${LINES} lines, ${MACHINES} machines of which each wants one work of 1 to 8 h and 1 or 2 people (a crew of 3) in one of the line's ${WEEKS} weekly stops of 12 h, at a cost that rises from week to week as a failure becomes likely;
${ORDERS} orders of ${TYPES} types, each made by some of the lines at rates, setups and costs of their own, a tenth of them waiting for materials, due at random within the quarter. _Load_ is the share of all lines' working time that the orders would take on the fastest. Load average of the machine: ${loadavg()[0]?.toFixed(1)}; processor time says how long it takes on a quiet one.

No plan can cost less than the bound: what the orders would pay if each, whole and on one line, took its best time at the best prices of the lines' time. _By hand_: orders by due date, each on the line that has it ready first; works one after another, each where it costs least of what is left.

${table(
  [
    "load",
    "plant",
    "orders: cost over the bound",
    "late",
    "by hand: cost over the plan's",
    "late",
    "works: by hand, cost over the plan's",
    "without a place",
    "processor time, s",
  ],
  rows,
)}
`;
}

function rowOf(load: number, seed: number, { plan, seconds }: { plan: Plan; seconds: number }) {
  const { production, productionByHand, work, workByHand } = plan;
  const late = ({ orders }: Plan["productionByHand"]) =>
    String(orders.filter((each) => each.late > 0).length);
  return [
    percent(load),
    String(seed),
    `${(100 * (production.cost / production.bound - 1)).toFixed(2)} %`,
    late(production),
    percent(productionByHand.cost / production.cost - 1),
    late(productionByHand),
    percent(workByHand / work.cost - 1),
    String(work.unplaced.length),
    seconds.toFixed(1),
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

async function timedPlan(load: number, seed: number) {
  const random = randomFor("plan", seed, load);
  const lines = Array.from({ length: LINES }, (_, l) => lineOf(l));
  const routes = routesOf(random);
  const request = {
    lines,
    files: { orders: ordersOf(random, routes, load), routes, materials: [], stock: [], works: [] },
    advised: worksOf(random),
    people: 3,
    from: FROM,
  };
  const started = process.cpuUsage();
  const plan = await makePlan(request);
  const { user, system } = process.cpuUsage(started);
  return { plan, seconds: (user + system) / 1e6 };
}

function lineOf(l: number): Line {
  const days = (["sat", "sun"] as const)[l % 2] ?? "sun";
  const machines = Array.from({ length: MACHINES }, (_, m) => m)
    .filter((m) => m % LINES === l)
    .map((m) => ({
      id: `m${m}`,
      name: `m${m}`,
      speed: { tolerance: 0.02 },
      loadUnit: "N" as const,
      points: [],
    }));
  return {
    id: `l${l}`,
    name: `l${l}`,
    machines,
    plannedStops: [{ days: [days], from: "06:00", to: "18:00", timeZone: "UTC" }],
  };
}

function routesOf(random: Random): readonly Route[] {
  return Array.from({ length: TYPES }, (_, t) => `type ${t}`).flatMap((type) => {
    const chosen = Array.from({ length: LINES }, (_, l) => l).filter(() => random.uniform() < 0.4);
    const on = chosen.length > 0 ? chosen : [Math.floor(random.uniform() * LINES)];
    return on.map((l) => ({
      type,
      line: `l${l}`,
      piecesAnHour: 200 + Math.floor(600 * random.uniform()),
      setupHours: 0.5 + Math.floor(5 * random.uniform()) / 2,
      hourCost: 80 + Math.floor(60 * random.uniform()),
    }));
  });
}

function ordersOf(random: Random, routes: readonly Route[], load: number): readonly PooledOrder[] {
  const raw = Array.from({ length: ORDERS }, () => ({
    type: `type ${Math.floor(random.uniform() * TYPES)}`,
    share: 0.3 + 1.4 * random.uniform(),
    due: 72 + random.uniform() * (WEEKS * 168 - 72),
  }));
  const all = raw.reduce((sum, { share }) => sum + share, 0);
  return raw.map(({ type, share, due }, k) => {
    const fastest = Math.max(
      ...routes.filter((each) => each.type === type).map((each) => each.piecesAnHour),
    );
    const hours = (load * LINES * WORKING_HOURS * share) / all;
    return {
      id: `o${k}`,
      type,
      quantity: Math.max(1, Math.round((hours - 1.5) * fastest)),
      due: FROM + BigInt(Math.round(due)) * HOUR,
      lateCostADay: 100 + Math.floor(400 * random.uniform()),
    };
  });
}

/** One work a machine: a failure becomes likely at some time of the quarter, and life that is given away costs a little. */
function worksOf(random: Random): readonly WorkOrder[] {
  return Array.from({ length: MACHINES }, (_, m) => {
    const line = m % LINES;
    const end = 168 * (1 + random.uniform() * WEEKS);
    const failure = 2000 + Math.floor(18_000 * random.uniform());
    const first = 24 * (5 + (line % 2)) + 6;
    return {
      id: `w${m}`,
      line: `l${line}`,
      machine: `m${m}`,
      what: "replace the bearing",
      hours: 1 + Math.floor(15 * random.uniform()) / 2,
      people: 1 + Math.floor(2 * random.uniform()),
      choices: Array.from({ length: WEEKS }, (_, week) => {
        const start = first + 168 * week;
        const risk = 1 / (1 + Math.exp((end - start) / 60));
        return { start, end: start + 12, cost: failure * risk + Math.max(0, end - start) };
      }),
    };
  });
}
