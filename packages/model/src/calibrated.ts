import type { Channel } from "./plant.ts";
import { toCanonical, type Unit, unitFacts, unitFits, unitsFor } from "./unit.ts";

/** What becomes of the numbers of a channel: the unit that they are in then, and how. */
export type Reckoning =
  | {
      readonly ok: true;
      readonly unit: Unit;
      /** Absent: they stay as they are. */
      readonly convert?: (value: number) => number;
    }
  | {
      readonly ok: false;
      /** What was found and what would be right. */
      readonly reason: string;
      /** Nobody says the unit. */
      readonly unknown?: true;
    };

/**
 * How the numbers of a sensor, a recording or a metric become values of their channel: the one rule for all that arrives.
 *
 * Without a calibration they must be in a unit of the channel's quantity, which analysis converts; a fraction of full scale becomes the channel's
 * unit by its `fullScale`. With a calibration they must not be in that quantity already, or it would count twice.
 *
 * @param said the unit that they come with; undefined: they come without one.
 */
export function reckoningOf(
  channel: Pick<Channel, "id" | "kind" | "unit" | "calibration" | "fullScale">,
  said: Unit | undefined,
): Reckoning {
  const { unit: declared, calibration, fullScale } = channel;
  if (calibration !== undefined && declared !== undefined)
    return calibrated(channel.id, declared, calibration, said);
  const unit = said ?? declared;
  if (unit === undefined)
    return {
      ok: false,
      unknown: true,
      reason: "its unit is not said: `unit` of the channel is right",
    };
  if (!unitFits(channel.kind, unit)) return wrong(unitWords(channel, unit));
  if (declared === undefined || sameQuantity(unit, declared)) return { ok: true, unit };
  if (unit === "FS" && fullScale !== undefined)
    return { ok: true, unit: declared, convert: (value) => value * fullScale };
  return wrong(
    `unit "${unit}" is ${quantityOf(unit)}; the plant file declares "${declared}" (${quantityOf(declared)})${advice(unit, declared)}`,
  );
}

function calibrated(
  id: string,
  declared: Unit,
  { factor, offset, volts }: NonNullable<Channel["calibration"]>,
  said: Unit | undefined,
): Reckoning {
  const scaled = (value: number) => value * factor + offset;
  if (volts) {
    if (said === undefined || said === "V") return { ok: true, unit: declared, convert: scaled };
    if (said === "mV")
      return { ok: true, unit: declared, convert: (value) => scaled(toCanonical(value, "mV")) };
    return wrong(
      `unit "${said}", and the plant file gives ${id} a sensitivity, which wants V or mV: one of the two is right`,
    );
  }
  const raw =
    said === undefined || said === declared || ["relative", "current"].includes(quantityOf(said));
  if (raw) return { ok: true, unit: declared, convert: scaled };
  return wrong(
    `unit "${said}", and the plant file gives ${id} a scale into "${declared}": numbers in V, mV, mA, FS, "${declared}" or without a unit are right`,
  );
}

function wrong(reason: string): Reckoning {
  return { ok: false, reason };
}

function unitWords({ id, kind }: Pick<Channel, "id" | "kind">, unit: Unit): string {
  return `unit "${unit}" on ${kind} channel ${id}: ${unitsFor(kind).join(", ")} fit`;
}

function quantityOf(unit: Unit): string {
  return unitFacts(unit).quantity;
}

/** Volts and fractions of full scale are both uncalibrated, and no multiples of each other. */
function sameQuantity(a: Unit, b: Unit): boolean {
  return quantityOf(a) === quantityOf(b) && unitFacts(a).canonical === unitFacts(b).canonical;
}

/** How an uncalibrated number becomes the declared quantity. */
function advice(unit: Unit, declared: Unit): string {
  if (quantityOf(unit) !== "relative") return "";
  return unit === "FS"
    ? `: \`fullScale\` of the channel says how much ${declared} full scale is`
    : `: \`sensitivity\` of the channel says how many ${unit} one ${declared} is`;
}
