import { ALARM_PRIORITIES } from "@raceway/model/alarm";
import type { NotifyPlan, NotifyRoute } from "@raceway/model/notify-plan";
import type { Plant } from "@raceway/model/plant";
import type {
  PushDevice,
  PushSubscriptionAddress,
  PushWishes,
} from "@raceway/model/push-subscription";
import type { Log } from "@raceway/ports/log";
import type { Notifier } from "@raceway/ports/notifier";
import { MOST_DEVICES_OF_PERSON, type PushAsk, type PushPerson } from "@raceway/wire/push-ask";
import { testMessage } from "./message.ts";
import { addressFault } from "./push-address.ts";
import type { PushDevices, PushKeys, RingingDevice } from "./push-devices.ts";

/** How messages get to browsers: an adapter for Web Push. */
export interface PushWay {
  makeKeys(): PushKeys;
  notifier(options: {
    readonly name: string;
    readonly subscription: PushSubscriptionAddress;
    readonly keys: PushKeys;
    readonly contact: string;
    readonly onGone: (reason: string) => void;
  }): Notifier;
  /** Hosts of push services of one's own. */
  readonly hosts?: readonly string[];
}

export interface PushDeskParts {
  readonly plant: Plant;
  readonly devices: PushDevices;
  readonly way: PushWay;
  /** Lines of the dispatcher. */
  readonly lanes: { add(notifier: Notifier): void; remove(channel: string): void };
  /** ISO 8601. */
  readonly now: () => string;
  readonly log: Log;
}

export type PushDesk = ReturnType<typeof createPushDesk>;

/** Of a push service's contact where the plant file names nothing that fits. */
const CONTACT = "mailto:raceway@example.com";
/** News that make a phone ring: it came, it got worse, it has a name. That it is over can be looked up. */
const ON = ["raised", "escalated", "named"] as const;

/**
 * Keeps which devices ring, and for what. A device is a channel of its own, with a route made of its person's wishes: what the plant file's channels can
 * do (each at its own pace, sent again, quiet in a flood), a phone can.
 */
export function createPushDesk({ plant, devices, way, lanes, now, log }: PushDeskParts) {
  const keys = devices.keys(way.makeKeys);
  const contact = contactOf(plant.notify);
  let routes: readonly NotifyRoute[] = [];
  const notifiers = new Map<string, Notifier>();
  for (const device of devices.ringing()) open(device);

  return {
    /** What devices add to the plant file's routes. */
    routes: () => routes,
    publicKey: keys.publicKey,
    /** Carries out what the console asks. @returns why it refused; undefined: it did. Never throws but for a disk that is full. */
    async ask(wish: PushAsk): Promise<string | undefined> {
      switch (wish.act) {
        case "list":
          return undefined;
        case "subscribe":
          return subscribe(wish);
        case "unsubscribe":
          if (!devices.remove(wish.id, wish.who)) return "no such device";
          shut(wish.id);
          log.info({ who: wish.who }, "push: a device was unsubscribed");
          return undefined;
        case "test":
          return test(wish.id, wish.who);
        case "people":
          return onlyFor(wish.people);
      }
    },
    /** Of a person. */
    devicesOf: (who: string): readonly PushDevice[] => devices.of(who),
  };

  function subscribe(wish: Extract<PushAsk, { act: "subscribe" }>): string | undefined {
    const { who, device, address, wishes } = wish;
    const fault = addressFault(address.endpoint, way.hosts);
    if (fault !== undefined) return fault;
    const same = devices
      .ringing()
      .filter(({ address: known }) => known.endpoint === address.endpoint);
    const others = devices
      .of(who)
      .filter(({ id, gone }) => !gone && !same.some((one) => one.id === id));
    if (others.length >= MOST_DEVICES_OF_PERSON)
      return `${who} has ${others.length} devices already: remove one first`;
    for (const { id } of same) shut(id);
    const id = devices.add(who, { device, address, wishes }, now());
    open({ id, who, address, wishes });
    log.info({ who, service: new URL(address.endpoint).host }, "push: a device was subscribed");
    return undefined;
  }

  async function test(id: string, who: string): Promise<string | undefined> {
    const device = devices.ringing().find((one) => one.id === id && one.who === who);
    const notifier = notifiers.get(channelOf(id));
    if (device === undefined || notifier === undefined) return "no such device";
    const { language } = device.wishes;
    try {
      await notifier.send(testMessage(plant, channelOf(id), language, `${Date.parse(now())}`));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Devices of whoever is not among these are forgotten, and lines that somebody may not see are struck out of their wishes. */
  function onlyFor(people: readonly PushPerson[]): undefined {
    const known = new Map(people.map((person) => [person.name, person]));
    for (const device of devices.ringing()) {
      const { who, wishes } = device;
      const person = known.get(who);
      const lines = linesLeft(wishes, person?.lines);
      if (person === undefined || lines?.length === 0) forget(device);
      else if (lines?.length !== wishes.lines?.length && lines !== undefined) narrow(device, lines);
    }
    for (const who of devices.people()) if (!known.has(who)) devices.removeOf(who);
  }

  function forget({ id, who }: RingingDevice): void {
    devices.remove(id, who);
    shut(id);
    log.info({ who }, "push: a device of somebody who may not be told any more was dropped");
  }

  function narrow({ id, who, wishes }: RingingDevice, lines: readonly string[]): void {
    const left = { ...wishes, lines };
    devices.changeWishes(id, left);
    routes = routes.map((route) => (route.id === channelOf(id) ? routeOf(id, left) : route));
    log.info({ who, lines }, "push: a device is told of no more lines than its person may see");
  }

  function open({ id, who, address, wishes }: RingingDevice): void {
    const name = channelOf(id);
    const notifier = watched(id, {
      name,
      subscription: address,
      keys,
      contact,
      onGone: (reason) => {
        devices.lost(id, reason);
        shut(id);
        log.warn({ reason }, "push: a device is gone and was dropped");
      },
    });
    notifiers.set(name, notifier);
    routes = [...routesBeside(name), routeOf(id, wishes), routeTo(who, name, wishes)];
    lanes.add(notifier);
  }

  /** Notes when a message was last taken. */
  function watched(id: string, options: Parameters<PushWay["notifier"]>[0]): Notifier {
    const notifier = way.notifier(options);
    return {
      name: notifier.name,
      close: () => notifier.close(),
      async send(notification) {
        await notifier.send(notification);
        devices.taken(id, now());
      },
    };
  }

  function shut(id: string): void {
    const name = channelOf(id);
    notifiers.delete(name);
    routes = routesBeside(name);
    lanes.remove(name);
  }

  function routesBeside(channel: string): readonly NotifyRoute[] {
    return routes.filter(({ to }) => !to.includes(channel));
  }
}

const channelOf = (id: string): string => `push-${id}`;

function routeOf(id: string, { lines, from, language }: PushWishes): NotifyRoute {
  return {
    id: channelOf(id),
    to: [channelOf(id)],
    ...(lines && { lines }),
    priorities: ALARM_PRIORITIES.slice(ALARM_PRIORITIES.indexOf(from)),
    on: ON,
    quiet: [],
    language,
  };
}

/** What is given to its person rings whatever they wish to hear of else: another has just asked them, who knows that they may see it. */
function routeTo(person: string, channel: string, { language }: PushWishes): NotifyRoute {
  return {
    id: `${channel}:given`,
    ...{
      to: [channel],
      person,
      priorities: ALARM_PRIORITIES,
      on: ["assigned"],
      quiet: [],
      language,
    },
  };
}

/** Of the lines that somebody wants to be told of, those that they may see; undefined: all, of all. */
function linesLeft(
  { lines }: PushWishes,
  seen: readonly string[] | undefined,
): readonly string[] | undefined {
  return seen === undefined ? lines : (lines ?? seen).filter((line) => seen.includes(line));
}

/** Push services ask for an address of whoever sends; some refuse one that is made up. */
function contactOf(plan: NotifyPlan | undefined): string {
  if (plan?.consoleUrl?.startsWith("https://")) return plan.consoleUrl;
  const mail = plan?.channels.find((channel) => channel.kind === "mail");
  const address = mail && /[^\s<>]+@[^\s<>]+/.exec(mail.from)?.[0];
  return address === undefined ? CONTACT : `mailto:${address}`;
}
