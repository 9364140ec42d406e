import { Problem } from "./problem.ts";

/** Waits until the broker has taken a message. @throws Problem 503 when it has not. */
export async function handedOver(publishing: Promise<unknown>): Promise<void> {
  try {
    await publishing;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(503, "No connection", `The broker did not take it: ${reason}`);
  }
}
