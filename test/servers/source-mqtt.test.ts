import { sourceContract } from "@raceway/ports/contract/source";
import { startSubscriptionBench } from "@raceway/source-mqtt/testing";
import { startMosquitto } from "./mosquitto.ts";
import { describeWithServers } from "./server-process.ts";

async function start() {
  const mosquitto = await startMosquitto();
  return startSubscriptionBench(mosquitto.port, mosquitto.stop);
}

describeWithServers(["mosquitto"], "on a real Mosquitto", () => {
  sourceContract("the subscription", { start });
});
