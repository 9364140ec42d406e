import type { Plant } from "@raceway/model/plant";

/** What is made of the plant file in force; made anew once another is. */
export function ofPlant<T>(inForce: () => Plant, make: (plant: Plant) => T): () => T {
  let plant = inForce();
  let made = make(plant);
  return () => {
    const now = inForce();
    if (now !== plant) {
      made = make(now);
      plant = now;
    }
    return made;
  };
}
