import { silentLog } from "@raceway/ports/log";
import type { Notification, Notifier } from "@raceway/ports/notifier";
import { NotificationRefused } from "@raceway/ports/notifier";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAlarmJournal } from "../journal/alarm-journal.ts";
import { createFakeClock } from "../testing.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { NewsBatch } from "./news-outbox.ts";

type Answer = () => Promise<void>;

/** A receiver that answers as told, and remembers every attempt. */
function createReceiver(name: string) {
  const attempts: string[] = [];
  let answer: Answer = async () => {};
  const notifier: Notifier = {
    name,
    send({ id, text }: Notification) {
      attempts.push(`${id.split(".")[1]}: ${text}`);
      return answer();
    },
    close: async () => {},
  };
  return {
    notifier,
    attempts,
    answers(next: Answer): void {
      answer = next;
    },
  };
}

const later = () => Promise.reject(new Error("connection refused"));
const never = () => Promise.reject(new NotificationRefused("no such recipient"));

const compose = ({ id, rows }: NewsBatch): Notification => ({
  id,
  language: "en",
  priority: "low",
  subject: "s",
  text: rows.map(({ alarm }) => alarm.title).join(" "),
  html: "",
  alarms: [],
});

function createBench(names: readonly string[] = ["mail"]) {
  const fake = createFakeClock();
  const journal = openAlarmJournal(":memory:", silentLog);
  const receivers = names.map(createReceiver);
  let life = 0;
  let full = false;
  let refusals = 0;
  const requireRoom = () => {
    if (!full) return;
    refusals += 1;
    throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
  };
  const start = () => {
    const mine = ++life;
    return createDispatcher({
      outbox: {
        ...journal.outbox,
        done(id) {
          requireRoom();
          journal.outbox.done(id);
        },
      },
      notifiers: new Map(receivers.map(({ notifier }) => [notifier.name, notifier])),
      compose,
      // What is dead has no timers.
      clock: {
        now: fake.clock.now,
        after: (ms, callback) => fake.clock.after(ms, () => mine === life && callback()),
      },
      even: fake.clock,
      log: silentLog,
      random: () => 1,
    });
  };
  let dispatcher = start();
  return {
    receivers,
    fill(now: boolean): void {
      full = now;
    },
    refusals: () => refusals,
    advance: fake.advance,
    status: () => dispatcher.status(),
    take: () => journal.outbox.take("mail", Number(fake.clock.now() / 1_000_000n)),
    owe(title: string, { channel = "mail", bundle = "m1", inSeconds = 0, wake = true } = {}): void {
      const millis = Number(fake.clock.now() / 1_000_000n);
      const at = new Date(millis).toISOString();
      const alarm = { title } as never;
      const body = { news: "raised" as const, at, alarm };
      const due = millis + inSeconds * 1000;
      journal.outbox.add({ channel, route: "all", bundle, due, body });
      if (wake) dispatcher.wake();
    },
    /** As after a crash: nothing was closed. */
    restart(): void {
      dispatcher = start();
      dispatcher.wake();
    },
  };
}

function only<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error("there is none");
  return first;
}

type Move =
  | { readonly move: "owe"; readonly bundle: string; readonly inSeconds: number }
  | { readonly move: "pass"; readonly seconds: number }
  | { readonly move: "answer"; readonly mode: "takes" | "fails" | "hangs" }
  | { readonly move: "crash" };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      move: fc.constant("owe" as const),
      bundle: fc.constantFrom("m1", "m2"),
      inSeconds: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ move: fc.constant("pass" as const), seconds: fc.nat(100) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      move: fc.constant("answer" as const),
      mode: fc.constantFrom("takes" as const, "fails" as const, "hangs" as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ move: "crash" as const }) },
);

describe("whatever happens", () => {
  it("tells everything once, unless it dies between the answer and its note", async () => {
    const walk = fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (moves) => {
      const bench = createBench();
      const receiver = only(bench.receivers);
      const taken: string[] = [];
      let count = 0;
      const answers: Readonly<Record<"takes" | "fails" | "hangs", Answer>> = {
        takes: async () => {
          taken.push(
            ...(receiver.attempts
              .at(-1)
              ?.replace(/^\d+: /, "")
              .split(" ") ?? []),
          );
        },
        fails: later,
        // It never answers, and has not taken it either.
        hangs: () => new Promise(() => {}),
      };
      receiver.answers(answers.takes);
      for (const each of moves) {
        if (each.move === "owe") bench.owe(`n${count++}`, each);
        else if (each.move === "pass") await bench.advance(each.seconds);
        else if (each.move === "answer") receiver.answers(answers[each.mode]);
        else {
          // Not in the one moment between the receiver's answer and its note.
          await bench.advance(0);
          bench.restart();
        }
      }
      await bench.advance(0);
      receiver.answers(answers.takes);
      bench.restart();
      await bench.advance(700);
      expect(taken.toSorted()).toEqual(Array.from({ length: count }, (_, i) => `n${i}`).toSorted());
    });
    await fc.assert(walk, { numRuns: 150 });
  }, 60_000);
});

describe("the dispatcher", () => {
  it("sends what is due, and what belongs together as one message", async () => {
    const bench = createBench();
    bench.owe("a", { inSeconds: 10 });
    bench.owe("b", { inSeconds: 14 });
    bench.owe("other", { bundle: "m2", inSeconds: 12 });
    await bench.advance(9);
    expect(only(bench.receivers).attempts).toEqual([]);
    await bench.advance(10);
    expect(only(bench.receivers).attempts).toEqual(["1: a b", "3: other"]);
    expect(bench.status()).toMatchObject({ waiting: 0, channels: { mail: { sent: 2 } } });
  });

  it("keeps what a digest of a week or a weekend's quiet hours collect until they are over", async () => {
    const bench = createBench();
    const day = 86_400;
    bench.owe("monday", { inSeconds: 6 * day });
    await bench.advance(3 * day);
    bench.owe("thursday", { inSeconds: 3 * day });
    await bench.advance(3 * day + 1);
    expect(only(bench.receivers).attempts).toEqual([expect.stringMatching(/: monday thursday$/)]);
  });

  it("tries again with longer and longer waits, the same message under the same id, until it is taken", async () => {
    const bench = createBench();
    const receiver = only(bench.receivers);
    receiver.answers(later);
    bench.owe("a");
    await bench.advance(1);
    bench.owe("b");
    // After 2, 4, 8 and 16 s.
    await bench.advance(30);
    expect(receiver.attempts).toEqual(Array(5).fill("1: a"));
    expect(bench.status()).toMatchObject({
      waiting: 2,
      channels: { mail: { failing: 5, reason: "connection refused" } },
    });
    receiver.answers(async () => {});
    await bench.advance(40);
    expect(receiver.attempts.slice(5)).toEqual(["1: a", "2: b"]);
    await bench.advance(4000);
    expect(receiver.attempts).toHaveLength(7);
  });

  it("waits five minutes at most between attempts", async () => {
    const bench = createBench();
    const receiver = only(bench.receivers);
    receiver.answers(later);
    bench.owe("a");
    await bench.advance(3600);
    const before = receiver.attempts.length;
    await bench.advance(3600);
    expect(receiver.attempts.length - before).toBe(12);
  });

  it("goes on with the next message when one is refused for good", async () => {
    const bench = createBench();
    const receiver = only(bench.receivers);
    receiver.answers(never);
    bench.owe("a");
    await bench.advance(1);
    receiver.answers(async () => {});
    bench.owe("b");
    await bench.advance(1);
    expect(receiver.attempts).toEqual(["1: a", "2: b"]);
    expect(bench.status().channels["mail"]).toMatchObject({ sent: 1, refused: 1 });
  });

  it("lets no dead channel delay another", async () => {
    const bench = createBench(["mail", "chat"]);
    const [mail, chat] = bench.receivers;
    mail?.answers(() => new Promise(() => {}));
    bench.owe("a", { channel: "mail" });
    bench.owe("a", { channel: "chat" });
    await bench.advance(1);
    expect(mail?.attempts).toEqual(["1: a"]);
    expect(chat?.attempts).toEqual(["2: a"]);
  });

  it("sends what was owed when the process died, once what was sent is known to be", async () => {
    const bench = createBench();
    const receiver = only(bench.receivers);
    bench.owe("a");
    await bench.advance(1);
    receiver.answers(() => new Promise(() => {}));
    bench.owe("b");
    await bench.advance(1);
    receiver.answers(async () => {});
    bench.restart();
    await bench.advance(1);
    expect(receiver.attempts).toEqual(["1: a", "2: b", "2: b"]);
    expect(bench.take()).toBeUndefined();
  });

  it("forgets what is a day old, and works on when its channel is back", async () => {
    const bench = createBench();
    const receiver = only(bench.receivers);
    receiver.answers(later);
    bench.owe("a");
    await bench.advance(86_500);
    receiver.answers(async () => {});
    bench.owe("b");
    await bench.advance(400);
    expect(receiver.attempts.at(-1)).toBe("2: b");
    expect(bench.status()).toMatchObject({ waiting: 0, channels: { mail: { sent: 1 } } });
  });

  it("sends once, and asks the disk seldom, while it cannot note that it has sent", async () => {
    const bench = createBench();
    const receiver = only(bench.receivers);
    bench.fill(true);
    bench.owe("a");
    await bench.advance(60);
    expect(receiver.attempts).toHaveLength(1);
    expect(bench.refusals()).toBeLessThan(40);
    bench.fill(false);
    bench.owe("b");
    await bench.advance(10);
    expect(receiver.attempts).toHaveLength(2);
    expect(bench.status().waiting).toBe(0);
  });

  it("keeps no more than its limit", () => {
    const bench = createBench();
    for (let i = 0; i < 5010; i++) bench.owe(`${i}`, { wake: false });
    expect(bench.status().waiting).toBe(5000);
  });
});
