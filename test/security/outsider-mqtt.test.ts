import { connect as connectSocket } from "node:net";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { GRINDER, type House, openHouse, PRESS, passwordOf } from "./guarded-house.ts";
import { createProtocol } from "./protocol.ts";

const CONNECT_WITHIN_MS = 1000;
const reading = '{"value":20,"unit":"degC"}';
const topicOf = (point: string, name = "reading", last = "/temp") =>
  `raceway/v1/${name}/${point}${last}`;

let house: House;
const protocol = createProtocol("An outsider at the gateway");
const clients: MqttClient[] = [];
beforeAll(async () => {
  house = await openHouse({
    connectWithinMs: CONNECT_WITHIN_MS,
    connections: { perAddress: 40 },
  });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
});
afterAll(async () => {
  protocol.print();
  await house.close();
});

function client(options: IClientOptions = {}): MqttClient {
  const made = connect(house.mqtt.url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
  made.on("error", () => undefined);
  clients.push(made);
  return made;
}
const as = (name: string, options: IClientOptions = {}) =>
  client({ username: name, password: passwordOf(name), ...options });

/** What a connection attempt is answered. */
function greeting(of: MqttClient): Promise<string> {
  return new Promise((resolve) => {
    of.once("connect", () => resolve("CONNACK 0: let in"));
    of.once("error", (error) => resolve(`CONNACK ${Reflect.get(error, "code")}: ${error.message}`));
    of.once("close", () => resolve("connection closed"));
  });
}

/** What a publication is answered. */
function answer(
  of: MqttClient,
  topic: string,
  payload: string | Buffer = reading,
): Promise<string> {
  return new Promise((resolve) => {
    of.once("close", () => resolve("connection closed, not acknowledged"));
    of.publish(topic, payload, { qos: 1, retain: true }, (error) => {
      if (!error) resolve("PUBACK");
    });
  });
}

const accepted = () => house.ingest.status().accepted;

describe("an outsider at the gateway", () => {
  it("is not let in without a login, with a wrong one, or with one for the console", async () => {
    expect(protocol.note("connect without a login", await greeting(client()))).toContain(
      "CONNACK 4",
    );
    const guess = client({ username: "grinder", password: "guess-of-an-outsider" });
    expect(protocol.note("connect with a wrong password", await greeting(guess))).toContain(
      "CONNACK 4",
    );
    const unknown = client({ username: "typed-my-secret-here", password: "x" });
    expect(protocol.note("connect with an unknown name", await greeting(unknown))).toContain(
      "CONNACK 4",
    );
    const person = protocol.note("connect as a person", await greeting(as("a-admin")));
    expect(person).toContain("CONNACK 4");
  });

  it("must wait after a few guesses, while the sensor itself is already in", async () => {
    const sensor = as("guessed-at");
    expect(await greeting(sensor)).toContain("let in");
    const answers: string[] = [];
    for (let n = 0; n < 7; n++)
      answers.push(await greeting(client({ username: "guessed-at", password: `guess ${n}` })));
    protocol.note(
      "guess a password seven times",
      answers.map((text) => text.slice(0, 9)).join(", "),
    );
    expect(answers.slice(0, 4).every((text) => text.includes("CONNACK 4"))).toBe(true);
    expect(answers.at(-1)).toContain("CONNACK 3");
    expect(await answer(sensor, topicOf(PRESS))).toBe("PUBACK");
  });

  it("with a sensor's login publishes that sensor's measurements, and nothing else", async () => {
    const before = accepted();
    expect(await answer(as("grinder"), topicOf(GRINDER))).toBe("PUBACK");
    for (const [what, topic] of [
      ["another's measurement", topicOf(PRESS)],
      ["another's status", topicOf(PRESS, "status", "")],
      ["a forged verdict", topicOf(GRINDER, "verdict", "/anomaly")],
      ["a forged acknowledgement", topicOf(GRINDER, "alarm-act", "/machine")],
      ["work done, so that its point learns anew", topicOf(GRINDER, "maintenance", "")],
      ["a limit of its own", topicOf(GRINDER, "limit-edit", "")],
      ["a service's status", "raceway/v1/service/works/ingest"],
      ["on $SYS", "$SYS/broker/uptime"],
      ["a path with ..", `raceway/v1/reading/${GRINDER}/../../press/ram/temp`],
    ] as const) {
      const got = protocol.note(`as grinder, publish ${what}`, await answer(as("grinder"), topic));
      expect(got).toContain("connection closed");
    }
    await until("the one message is stored", () => accepted() === before + 1);
  });

  it("with a sensor's login reads nothing", async () => {
    const sensor = as("grinder");
    for (const filter of ["#", topicOf(GRINDER), "$SYS/#", "$share/x/#"]) {
      const got = await sensor.subscribeAsync(filter).then(
        () => "granted",
        (error: Error) => `SUBACK 128: ${error.message}`,
      );
      expect(protocol.note(`as grinder, subscribe to ${filter}`, got)).toContain("128");
    }
  });

  it("cannot speak through a last will", async () => {
    const seen: string[] = [];
    const reader = as("raceway", { clientId: "raceway-test-reader" });
    reader.on("message", (topic) => seen.push(topic));
    await reader.subscribeAsync("raceway/v1/#");
    const will = {
      topic: topicOf(PRESS, "status", ""),
      payload: Buffer.from("offline"),
      qos: 1,
    } as const;
    const stranger = client({ username: "grinder", password: "wrong", will });
    await greeting(stranger);
    const sensor = as("grinder", { will });
    await greeting(sensor);
    sensor.stream.destroy();
    const own = as("grinder", { will: { ...will, topic: topicOf(GRINDER, "status", "") } });
    await greeting(own);
    own.stream.destroy();
    await until("the sensor's own will", () => seen.includes(topicOf(GRINDER, "status", "")));
    expect(seen).not.toContain(will.topic);
    protocol.note("a last will on another's topic", "not published");
  });

  it("cannot take a service's session over, nor another sensor's connection", async () => {
    const asService = await greeting(
      as("grinder", { clientId: "raceway-alarms-works", clean: false }),
    );
    expect(protocol.note("as grinder, take a service's client id", asService)).toContain(
      "CONNACK 4",
    );
    const sensor = as("press", { clientId: "press-1" });
    await greeting(sensor);
    const squatter = as("grinder", { clientId: "press-1" });
    expect(await greeting(squatter)).toContain("let in");
    const stays = await answer(sensor, topicOf(PRESS));
    protocol.note("as grinder, take press's client id", `an id of its own; press's next: ${stays}`);
    expect(stays).toBe("PUBACK");
    expect(await greeting(as("press", { clientId: "press-1" }))).toContain("let in");
  });

  it("gets nowhere with too much", async () => {
    const got = await answer(as("grinder"), topicOf(GRINDER), Buffer.alloc(1_000_000, "1"));
    expect(protocol.note("publish 1 MB, 20 kB allowed", `${got}, set aside as oversize`)).toContain(
      "PUBACK",
    );
    await until("the dead letter", () => house.ingest.status().deadLetters["oversize"] === 1);
    const socket = await rawAnswer(Buffer.concat([Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])]));
    expect(protocol.note("a CONNECT of 256 MB", socket)).toBe("connection closed");
    const http = await rawAnswer(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    expect(protocol.note("HTTP at the MQTT port", http)).toBe("connection closed");
  });

  it("gets nowhere with too little: a CONNECT that drips in is cut off", async () => {
    const packet = Buffer.from("100f00044d5154540402003c0003626967", "hex");
    const begun = performance.now();
    const socket = connectSocket(house.gateway.port, "127.0.0.1");
    socket.on("error", () => undefined);
    let sent = 0;
    const drip = setInterval(() => {
      if (sent < packet.length - 1) socket.write(packet.subarray(sent, ++sent));
    }, 100);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(drip);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    protocol.note(
      `a CONNECT, a byte each 0.1 s (${CONNECT_WITHIN_MS} ms allowed)`,
      `closed after ${seconds} s`,
    );
    expect(sent).toBeLessThan(packet.length);
  });

  it("gets no more connections than one address may have, while sensors go on", async () => {
    const sensor = as("press");
    await greeting(sensor);
    const sockets = Array.from({ length: 60 }, () =>
      connectSocket(house.gateway.port, "127.0.0.1"),
    );
    let closed = 0;
    for (const socket of sockets) {
      socket.on("error", () => undefined);
      socket.once("close", () => closed++);
    }
    await until("the surplus is closed", () => closed >= 20);
    protocol.note("60 connections, 40 allowed", `${closed} closed at once`);
    expect(await answer(sensor, topicOf(PRESS))).toBe("PUBACK");
    for (const socket of sockets) socket.destroy();
  });

  it("leaves no password, and nothing typed in a name's place, in the log", () => {
    const log = house.logged();
    expect(log).toContain("login refused");
    expect(log).not.toMatch(/secret|guess-of|guess \d/);
  });
});

/** What a server does with raw bytes. */
function rawAnswer(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectSocket(house.gateway.port, "127.0.0.1", () => socket.write(bytes));
    socket.on("error", () => undefined);
    socket.once("close", () => resolve("connection closed"));
  });
}
