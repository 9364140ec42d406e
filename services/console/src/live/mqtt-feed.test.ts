import { type AddressInfo, createServer } from "node:net";
import { silentLog } from "@raceway/ports/log";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { expect, it, vi } from "vitest";
import { createLiveState } from "./live-state.ts";
import { openMqttFeed } from "./mqtt-feed.ts";

it("tells the alarm service at each connection how much room the console's disk has, and does not count itself among the services", async () => {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const listener = await mqtt.connectAsync(url);
  const heard: unknown[] = [];
  listener.on("message", (_topic, payload) => heard.push(JSON.parse(payload.toString())));
  await listener.subscribeAsync("raceway/v1/service/p/console");
  const live = createLiveState({ site: "p", name: "P", trace: {}, lines: [] }, () => {}, Date.now);
  const disk = { path: "/srv/console", free: 5e7, total: 1e9 };
  const feed = openMqttFeed(
    { url },
    "p",
    live,
    () => {},
    silentLog,
    () => ({ disk }),
  );
  try {
    await vi.waitFor(() => expect(heard).toEqual([{ status: "online", disk }]), {
      timeout: 10_000,
    });
    expect(live.services().online).toEqual({});
  } finally {
    await feed.close();
    await listener.endAsync(true);
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});
