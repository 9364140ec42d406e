import { UNITS, type Unit } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import { z } from "zod";

/** Units and factors as the plant file writes them. */

export const unit = z
  .preprocess(
    (text) => (typeof text === "string" ? (unitNamed(text) ?? text) : text),
    z.enum(Object.keys(UNITS) as [Unit, ...Unit[]], `one of ${Object.keys(UNITS).join(", ")}`),
  )
  .meta({ jsonType: "unit" });

/** A factor as a number or as a fraction: `16/32768`. */
export const factor = z.union(
  [
    z.number().refine((value) => value !== 0),
    z
      .string()
      .regex(/^[-+]?\d*\.?\d+(e[-+]?\d+)?\s*\/\s*\d*\.?\d+(e[-+]?\d+)?$/i)
      .transform((text) => {
        const [above = 1, below = 1] = text.split("/").map(Number);
        return above / below;
      })
      .refine((value) => Number.isFinite(value) && value !== 0),
  ],
  "a number other than 0, or a fraction such as `16/32768`",
);
