import { INDICATORS } from "@raceway/condition/manipulation/indicators";
import type { Calibration, Channel, IndicatorLimit } from "@raceway/model/plant";
import { quantity } from "@raceway/model/quantity";
import { type Unit, unitFacts } from "@raceway/model/unit";

/** What a plant file says of a channel that a slip would falsify: how its numbers are reckoned, and its limits with their units. */
export function describeChannel({ id, unit, calibration, limits }: Channel): readonly string[] {
  return [
    ...(calibration !== undefined && unit !== undefined
      ? [`${id}: ${describeCalibration(calibration, unit)}`]
      : []),
    ...limits.map((limit) => `${id}: ${describeLimit(limit, unit)}`),
  ];
}

function describeCalibration({ factor, offset, volts }: Calibration, unit: Unit): string {
  const shown = Number(factor.toPrecision(6));
  const added = offset === 0 ? "" : ` ${offset < 0 ? "−" : "+"} ${Math.abs(offset)}`;
  return `${unit} = ${volts ? "V" : "number"} × ${shown}${added}`;
}

function describeLimit({ indicator, warning, alarm }: IndicatorLimit, unit: Unit | undefined) {
  const own = INDICATORS.find(({ name }) => name === indicator)?.unit ?? "1";
  const shown = own === "signal" ? signalUnit(unit) : own;
  const said = [
    ...(warning === undefined ? [] : [`warning ${quantity(warning, shown)}`]),
    ...(alarm === undefined ? [] : [`alarm ${quantity(alarm, shown)}`]),
  ];
  return `${indicator} ${said.join(", ")}`;
}

/** The unit in which indicators of a channel's own quantity count. */
function signalUnit(unit: Unit | undefined): string {
  return unit === undefined
    ? "in the canonical unit of what arrives (docs/indicators.md)"
    : unitFacts(unit).canonical;
}
