import { sourceContract } from "@raceway/ports/contract/source";
import { startAedes } from "./aedes-broker.ts";
import { startSubscriptionBench } from "./testing.ts";

sourceContract("the subscription, on aedes,", {
  async start() {
    const { port, stop } = await startAedes();
    return startSubscriptionBench(port, stop);
  },
});
