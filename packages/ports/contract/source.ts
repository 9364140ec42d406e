import type { Admit, Message, Source } from "@raceway/ports/source";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** A source with a sensor before it. */
export interface SourceBench {
  /** Not yet open. */
  readonly source: Source;
  /**
   * Hands a message to the door as a sensor does, QoS 1; one call after another keeps its order. Resolves when somebody has taken it over: the door
   * itself, or the broker before it. A sender whose connection breaks sends again what was not acknowledged.
   */
  send(topic: string, payload: Uint8Array): Promise<void>;
  /** Breaks the connection over which the door is served, without a word. It comes back by itself. */
  interrupt(): void;
  /** The next message that a subscriber who comes now gets on a topic: a retained one at once. */
  receive(topic: string): Promise<Uint8Array>;
  /** Ends what stands before the source; the source is closed already. */
  stop(): Promise<void>;
}

export interface SourceSubject {
  /** The source must deliver what is sent on topics below `raceway/v1/waveform/`. */
  start(): Promise<SourceBench>;
}

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";

/** An inbox that a test holds in its hand. */
function createDesk() {
  const messages: Message[] = [];
  const decisions: { store(): void; fail(): void }[] = [];
  let watchers: (() => void)[] = [];
  let automatic = true;
  const admit: Admit = (message) => {
    messages.push(message);
    const decided = new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error("the disk is full"));
      decisions.push({ store: resolve, fail });
      if (automatic) resolve();
    });
    const told = watchers;
    watchers = [];
    for (const tell of told) tell();
    return decided;
  };
  return {
    admit,
    messages,
    /** From now on messages wait for {@link decide}. */
    hold: () => {
      automatic = false;
    },
    /** Stores what waits, and from now on everything at once. */
    release: () => {
      automatic = true;
      for (const { store } of decisions) store();
    },
    decide: (index: number) => decisions[index] ?? missing(index),
    /** Resolves when so many messages have come. */
    async until(count: number): Promise<void> {
      while (messages.length < count) await new Promise<void>((resolve) => watchers.push(resolve));
    },
    texts: () => messages.map(({ payload }) => Buffer.from(payload).toString()),
  };
}

function missing(index: number): never {
  throw new RangeError(`no message number ${index} has come`);
}

const text = (value: string) => Buffer.from(value);
/** Long enough for an acknowledgement that should not have been sent to do its harm; a correct door passes at any length. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

/** What every {@link Source} promises. An adapter's own tests add only what is particular to it. */
export function sourceContract(name: string, subject: SourceSubject): void {
  describe(`${name} as a Source`, () => {
    let bench: SourceBench;
    let desk: ReturnType<typeof createDesk>;

    beforeEach(async () => {
      bench = await subject.start();
      desk = createDesk();
      await bench.source.open(desk.admit);
      await expect.poll(() => bench.source.status().state, { timeout: 10_000 }).toBe("open");
    });
    afterEach(async () => {
      desk.release();
      await bench.source.close();
      await bench.stop();
    });

    it("delivers topic and payload unchanged, also when they are binary, empty or large", async () => {
      const payloads = [
        Uint8Array.from({ length: 256 }, (_, byte) => byte),
        new Uint8Array(),
        new Uint8Array(100_000).fill(0xfe),
      ];
      for (const payload of payloads) await bench.send(TOPIC, payload);
      await desk.until(3);
      expect(desk.messages.map(({ topic }) => topic)).toEqual([TOPIC, TOPIC, TOPIC]);
      const equal = desk.messages.map(
        ({ payload }, index) => Buffer.compare(payload, payloads[index] ?? text("none")) === 0,
      );
      expect(equal).toEqual([true, true, true]);
      expect(desk.messages.map(({ oversize }) => oversize)).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it("keeps the order of a sender", async () => {
      const expected = Array.from({ length: 200 }, (_, index) => `${index}`);
      await Promise.all(expected.map((value) => bench.send(TOPIC, text(value))));
      await desk.until(200);
      expect(desk.texts()).toEqual(expected);
    });

    it("does not wait with the next message until one is stored", async () => {
      desk.hold();
      const sent = ["a", "b", "c"].map((value) => bench.send(TOPIC, text(value)));
      await desk.until(3);
      expect(desk.texts()).toEqual(["a", "b", "c"]);
      desk.release();
      await Promise.all(sent);
    });

    it("is given a message again that was not stored when the connection broke", async () => {
      desk.hold();
      const sent = bench.send(TOPIC, text("a"));
      await desk.until(1);
      await pause();
      bench.interrupt();
      await desk.until(2);
      expect(desk.texts()).toEqual(["a", "a"]);
      desk.release();
      await sent;
    });

    it("is not given a message again that was stored", async () => {
      await bench.send(TOPIC, text("a"));
      await desk.until(1);
      await pause();
      bench.interrupt();
      await expect.poll(() => bench.source.status().state, { timeout: 10_000 }).toBe("open");
      await bench.send(TOPIC, text("b"));
      await desk.until(2);
      expect(desk.texts()).toEqual(["a", "b"]);
    });

    it("is given a message again that could not be stored", async () => {
      desk.hold();
      const sent = bench.send(TOPIC, text("a"));
      await desk.until(1);
      desk.decide(0).fail();
      await desk.until(2);
      expect(desk.texts()).toEqual(["a", "a"]);
      desk.release();
      await sent;
    });

    it("publishes what a later subscriber gets as a retained message", async () => {
      const topic = "raceway/v1/state/site/line/machine/point";
      await bench.source.publish(topic, text("first"), { retain: true });
      await bench.source.publish(topic, text("latest"), { retain: true });
      expect(Buffer.from(await bench.receive(topic)).toString()).toBe("latest");
    });

    it("lets what is being stored finish before it is closed, and takes nothing afterwards", async () => {
      desk.hold();
      const sent = bench.send(TOPIC, text("a"));
      await desk.until(1);
      const steps: string[] = [];
      const closing = bench.source.close().then(() => steps.push("closed"));
      await pause();
      steps.push("stored");
      desk.release();
      await closing;
      await sent;
      expect(steps).toEqual(["stored", "closed"]);
      expect(bench.source.status().state).toBe("closed");
    });
  });
}
