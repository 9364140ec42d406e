import type { Line } from "@raceway/model/plant";
import type { Plan } from "@raceway/plan/plan";
import { dateOf } from "@raceway/plan/plan-calendar";
import { isLate } from "@raceway/plan/plan-view";
import type { ScheduledOrder } from "@raceway/plan/production/sequence";
import { peopleText } from "@raceway/plan/work/crew-words";

/** A plan as lines for a terminal: work by time, orders by line, what is late, what lacks, and what doing it by hand would cost. */
export function planText(plan: Plan, lines: readonly Line[]): string {
  const zone = lines[0]?.timeZone ?? "UTC";
  const at = (hours: number) => clock(zone).format(dateOf(plan, hours)).replace(",", "");
  const parts = [
    `Plan from ${at(0)} (${zone})`,
    workText(plan, at),
    ordersText(plan, at),
    lackText(plan, at),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function clock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "2-digit",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

type At = (hours: number) => string;

function workText({ work, workByHand }: Plan, at: At): string {
  if (work.placed.length + work.unplaced.length === 0) return "Maintenance: none wanted.";
  const placed = work.placed.map(({ order, start, end, choice }) => {
    const part = order.part === undefined ? "" : `, ${order.part.quantity} × ${order.part.item}`;
    const own = choice.isOwnStop ? ", the line stops for it" : "";
    const late = isLate(order, end) ? `  LATE: wanted by ${at(order.latest ?? 0)}` : "";
    return `  ${at(start)}  ${order.line} / ${order.machine}: ${order.what} (${order.hours} h, ${peopleText(order.people)}${part}${own})${late}`;
  });
  const unplaced = work.unplaced.map(
    ({ order, reason }) =>
      `  no place          ${order.line} / ${order.machine}: ${order.what}: ${reason}`,
  );
  return [
    `Maintenance (expected cost ${money(work.cost)}; one after another by hand ${money(workByHand)})`,
    ...placed,
    ...unplaced,
  ].join("\n");
}

function ordersText({ production, productionByHand }: Plan, at: At): string {
  const { orders, cost, bound } = production;
  if (orders.length === 0) return "";
  const late = orders.filter((each) => each.late > 0);
  const lines = [...new Set(orders.map(({ line }) => line))].flatMap((line) => [
    `  ${line}`,
    ...orders.filter((each) => each.line === line).map((each) => `    ${orderText(each, at)}`),
  ]);
  const above =
    bound === undefined || bound <= 0
      ? ""
      : `, ${percent(cost / bound - 1)} above what no plan can beat`;
  return [
    `Orders: ${orders.length}, ${late.length} late (cost ${money(cost)}${above}; by due date by hand ${money(productionByHand.cost)}, ${productionByHand.orders.filter((each) => each.late > 0).length} late)`,
    ...lines,
  ].join("\n");
}

function orderText({ job, start, end, late }: ScheduledOrder, at: At): string {
  const { id, type, quantity } = job.order;
  const lateness = late > 0 ? `  LATE by ${days(late)}` : "";
  return `${at(start)} – ${at(end)}  ${id}: ${quantity} × ${type}${lateness}`;
}

function lackText({ unrouted, shortages, partShortages }: Plan, at: At): string {
  return [
    ...unrouted.map(
      ({ id, type }) => `Order ${id} has no place: no line of routing.csv makes ${type}.`,
    ),
    ...[...shortages, ...partShortages].map(
      ({ item, wanted, inStock, first, readyAt }) =>
        `${item}: ${number(wanted)} wanted, ${number(inStock)} in stock; ${first} waits for it until ${at(readyAt)} if it is ordered now.`,
    ),
  ].join("\n");
}

const number = (value: number) => String(Number(value.toPrecision(6)));
const money = (value: number) => value.toFixed(0);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const days = (hours: number) =>
  hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
