import mqtt from "mqtt";

export type AlarmWatch = ReturnType<typeof watchAlarms>;

interface OpenAlarm {
  readonly occurrence: number;
  readonly state: string;
  readonly condition: string;
  readonly title: string;
}

/** What a person at a screen sees: open alarms, and that live values come. */
export function watchAlarms(url: string) {
  const open = new Map<string, OpenAlarm>();
  const live = new Map<string, number>();
  const said = new Map<string, string>();
  const opened = new Map<
    string,
    { readonly topic: string; readonly alarm: OpenAlarm; readonly at: string }
  >();
  let client = connect();
  let closed = false;

  function connect(): mqtt.MqttClient {
    const made = mqtt.connect(url, { reconnectPeriod: 0, connectTimeout: 2000, keepalive: 2 });
    made.on("error", () => undefined);
    made.on("message", hear);
    made.on("connect", () => {
      made.subscribe(["raceway/v1/alarm/#", "raceway/v1/indicators/#", "raceway/v1/verdict/#"], {
        qos: 1,
      });
    });
    made.once("close", () => {
      made.end(true);
      setTimeout(() => {
        if (!closed) client = connect();
      }, 100);
    });
    return made;
  }

  function hear(topic: string, payload: Buffer, { retain }: { retain: boolean }): void {
    said.set(topic, payload.toString());
    if (topic.startsWith("raceway/v1/verdict/")) return;
    if (topic.startsWith("raceway/v1/indicators/")) {
      if (!retain) live.set(topic, performance.now());
    } else if (payload.length === 0) open.delete(topic);
    else {
      const alarm = JSON.parse(payload.toString()) as OpenAlarm;
      open.set(topic, alarm);
      const name = `${topic} ${alarm.occurrence}`;
      // As it was first told, and when, by the true clock.
      if (!opened.has(name)) opened.set(name, { topic, alarm, at: new Date().toISOString() });
    }
  }

  return {
    /** The alarm that is open under a topic, as it was told last. */
    open: (topic: string): OpenAlarm | undefined => open.get(topic),
    /** What was said last of a point, under every topic. */
    said: (point: string): readonly string[] =>
      [...said].flatMap(([topic, text]) =>
        topic.includes(`/${point}/`) ? [`${topic} ${text}`] : [],
      ),
    /** Every alarm that was ever open, once. */
    opened: () => [...opened.values()],
    /** When a live value was told last under a topic, by `performance.now()`. */
    live: (topic: string): number => live.get(topic) ?? Number.NEGATIVE_INFINITY,
    act: (topic: string, act: object): void => {
      if (client.connected) client.publish(topic, JSON.stringify(act), { qos: 1 }, () => undefined);
    },
    close(): void {
      closed = true;
      client.end(true);
    },
  };
}
