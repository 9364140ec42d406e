import type { Notification, Notifier } from "@raceway/ports/notifier";
import { NotificationRefused } from "@raceway/ports/notifier";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** What a receiver made of a message. */
export interface Received {
  /** The notification's id, wherever the form of the message has a place for it. */
  readonly id?: string;
  /** All that a person reads of it, subject and text. */
  readonly words: string;
}

/** How a receiver answers: takes the message, fails for now, will never take it, or says nothing at all. */
export type Behaviour = "takes" | "fails" | "refuses" | "hangs";

/** A notifier with its receiver behind it. */
export interface NotifierBench {
  readonly notifier: Notifier;
  /** In order of arrival. */
  received(): readonly Received[];
  behave(behaviour: Behaviour): void;
  /** Takes the receiver off the network, and brings it back at the same address. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Ends the receiver; the notifier is closed already. */
  stop(): Promise<void>;
}

export interface NotifierSubject {
  /** The notifier must give up on a silent receiver within two seconds. */
  start(): Promise<NotifierBench>;
  /** False where the form of the message has no place for an id. Default true. */
  readonly carriesId?: boolean;
}

function notification(n: number, more: Partial<Notification> = {}): Notification {
  return {
    id: `n-${n}.test`,
    language: "en",
    priority: "high",
    subject: `Subject ${n}`,
    text: `First line ${n}\nsecond line`,
    html: `<p>First line ${n}</p><p>second line</p>`,
    url: "http://console.example/#/point/a/b/c/d",
    alarms: [],
    ...more,
  };
}

/** What every {@link Notifier} promises. An adapter's own tests add only what is particular to it. */
export function notifierContract(name: string, subject: NotifierSubject): void {
  describe(`${name} as a Notifier`, () => {
    let bench: NotifierBench;

    beforeEach(async () => {
      bench = await subject.start();
    });
    afterEach(async () => {
      await bench.notifier.close();
      await bench.stop();
    });

    it("has delivered what it says it has sent, once", async () => {
      await bench.notifier.send(notification(1));
      const [received] = bench.received();
      expect(bench.received()).toHaveLength(1);
      for (const words of ["Subject 1", "First line 1", "second line"])
        expect(received?.words).toContain(words);
      if (subject.carriesId !== false) expect(received?.id).toBe("n-1.test");
    });

    it("delivers other scripts and marks unchanged", async () => {
      const words = "轴承外圈损坏 – <Überlast & 70 °C> \"quoted\" 'single' \\ 100 %";
      await bench.notifier.send(
        notification(1, { subject: words, text: `${words}\n..dots\n.`, language: "zh" }),
      );
      expect(bench.received()[0]?.words).toContain(words);
      expect(bench.received()[0]?.words).toContain("..dots");
    });

    it("delivers messages that are sent at the same time, each once", async () => {
      const numbers = Array.from({ length: 8 }, (_, n) => n);
      await Promise.all(numbers.map((n) => bench.notifier.send(notification(n))));
      const found = bench.received().map(({ words }) => /Subject (\d)/.exec(words)?.[1]);
      expect(found.toSorted()).toEqual(numbers.map(String));
    });

    it("rejects while the receiver is off the network, and delivers once it is back", async () => {
      await bench.down();
      await expect(bench.notifier.send(notification(1))).rejects.toSatisfy(
        (error) => error instanceof Error && !(error instanceof NotificationRefused),
      );
      await bench.up();
      await bench.notifier.send(notification(2));
      expect(bench.received().map(({ words }) => words.includes("Subject 2"))).toEqual([true]);
    });

    it("rejects when the receiver fails for now, in a way that may be tried again", async () => {
      bench.behave("fails");
      await expect(bench.notifier.send(notification(1))).rejects.toSatisfy(
        (error) => error instanceof Error && !(error instanceof NotificationRefused),
      );
      bench.behave("takes");
      await bench.notifier.send(notification(1));
      expect(bench.received()).toHaveLength(1);
    });

    it("says when trying again is no use", async () => {
      bench.behave("refuses");
      await expect(bench.notifier.send(notification(1))).rejects.toBeInstanceOf(
        NotificationRefused,
      );
    });

    it("gives up on a receiver that says nothing", async () => {
      bench.behave("hangs");
      await expect(bench.notifier.send(notification(1))).rejects.toBeInstanceOf(Error);
    });

    it("sends nothing once it is closed", async () => {
      await bench.notifier.close();
      await expect(bench.notifier.send(notification(1))).rejects.toThrow("closed");
      expect(bench.received()).toEqual([]);
    });
  });
}
