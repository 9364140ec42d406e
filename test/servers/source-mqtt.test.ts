import { sourceContract } from "@raceway/ports/contract/source";
import { startSubscriptionBench } from "@raceway/source-mqtt/testing";
import { expect, it } from "vitest";
import { startMosquitto } from "./mosquitto.ts";
import { describeWithServers } from "./server-process.ts";

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";

async function start() {
  const mosquitto = await startMosquitto();
  return startSubscriptionBench(mosquitto.port, mosquitto.stop);
}

describeWithServers(["mosquitto"], "on a real Mosquitto", () => {
  sourceContract("the subscription", { start });

  it("the subscription is made anew when the broker has died and forgotten it", async () => {
    const mosquitto = await startMosquitto();
    const bench = await startSubscriptionBench(mosquitto.port, mosquitto.stop);
    const payloads: string[] = [];
    await bench.source.open(async ({ payload }) => {
      payloads.push(Buffer.from(payload).toString());
    });
    await expect.poll(() => bench.source.status().state).toBe("open");
    await mosquitto.kill();
    await expect.poll(() => bench.source.status().state).toBe("connecting");
    await mosquitto.restart();
    await expect.poll(() => bench.source.status().state, { timeout: 10_000 }).toBe("open");
    await bench.send(TOPIC, Buffer.from("after"));
    await expect.poll(() => payloads).toEqual(["after"]);
    await bench.stop();
  });

  it("a login that the broker refuses is named", async () => {
    const users = { ingest: "secret" };
    const mosquitto = await startMosquitto({ users });
    const bench = await startSubscriptionBench(mosquitto.port, mosquitto.stop, {
      username: "ingest",
      password: "wrong",
    });
    await bench.source.open(async () => undefined);
    await expect.poll(() => bench.source.status().reason).toMatch(/refuses the login of "ingest"/);
    expect(bench.source.status().state).toBe("connecting");
    await bench.stop();
  });
});
