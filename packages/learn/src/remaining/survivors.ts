import { type Belief, beliefOf } from "./belief.ts";
import type { LifePopulation } from "./life-population.ts";

/** How much longer lives of a population last that have lasted so long (survival analysis: Meeker & Escobar 1998, ch. 7); nothing of the levels is looked at. */
export function bySurvivors(population: LifePopulation, age: number): Belief | undefined {
  // d ln(life) = remaining / life · d ln(remaining).
  return beliefOf((ratio) => (population.density(age * (1 + ratio)) * ratio) / (1 + ratio));
}
