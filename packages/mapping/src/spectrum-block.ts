import type { MappedSpectrum } from "@raceway/model/mapping-plan";
import type { Channel } from "@raceway/model/plant";
import { onLines, placesFault, type SpectrumBody } from "@raceway/wire/spectrum-codec";
import { compileExpression, type Expression } from "./expression.ts";
import { numberOf } from "./number.ts";
import { blockOf, numbersOf } from "./sample-block.ts";

type Lines = Omit<SpectrumBody, "unit" | "time">;

/** What picks a spectrum out of a message whose amplitudes have been found. @throws Error (when made) for an expression that is none. */
export function createSpectrumPicker(layout: MappedSpectrum) {
  const places = compiled(layout.places);
  const step = compiled(layout.step);
  const from = compiled(layout.from);
  const speed = compiled(layout.speedRpm);

  /** @throws Error when it is none: what was found, and what would be right. */
  return async (
    found: unknown,
    pick: (what: Expression) => Promise<unknown>,
    { spectrum }: Channel,
  ): Promise<Lines> => {
    const numberAt = async (what: Picked) =>
      typeof what === "function" ? numberOf(await pick(what)) : what;
    const values = blockOf(several(found), layout);
    const at = places && numbersOf(several(await pick(places)));
    const apart = (await numberAt(step)) ?? spectrum?.step;
    if (apart === undefined || !(apart > 0))
      throw new Error(
        `found ${apart === undefined ? "no distance" : `a distance of ${apart}`} between the lines: \`step\` of the spectrum, here or of the channel, is right`,
      );
    const said = { step: apart, from: (await numberAt(from)) ?? spectrum?.from ?? 0, at };
    const fault = placesFault(values.length, said);
    if (fault !== undefined) throw new Error(fault);
    const speedRpm = await numberAt(speed);
    return {
      axis: layout.axis ?? spectrum?.axis ?? "Hz",
      step: apart,
      ...onLines(values, said),
      ...(speedRpm !== undefined && { speedRpm }),
    };
  };
}

type Picked = Expression | number | undefined;

function compiled(text: string): Expression;
function compiled(text: string | undefined): Expression | undefined;
function compiled(text: string | number | undefined): Picked;
function compiled(text: string | number | undefined): Picked {
  return typeof text === "string" ? compileExpression(text) : text;
}

/** A list of one comes out of an expression as the one. */
function several(found: unknown): unknown {
  return typeof found === "number" ? [found] : found;
}
