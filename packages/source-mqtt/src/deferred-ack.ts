import type { IPublishPacket, MqttClient } from "mqtt";

/** Tells mqtt.js to go on with the next packet without acknowledging this one; it is no failure. */
const DEFERRED = new Error("acknowledged later");

/**
 * Takes acknowledging into the caller's hand. mqtt.js acknowledges a QoS 1 message when `handleMessage` calls back, and gives out no other message,
 * not even the broker's answer to a ping, until then: one message at a time. Here every message is handed on at once, so that many share a commit,
 * and its PUBACK goes out when `acknowledge` is called. Acknowledgements leave in the order of the messages (MQTT 3.1.1 §4.6), so one waits for
 * those before it.
 *
 * This is the only place that uses what mqtt.js does not promise: a callback with an error sends no PUBACK, and `_sendPacket`.
 *
 * @param receive is given each message; it calls `proceed` when the next may come (to hold the sender back), at the latest before the keep-alive ends.
 * @throws TypeError when this version of mqtt.js has no `_sendPacket`.
 */
export function deferAcknowledgements(
  client: MqttClient,
  receive: (packet: IPublishPacket, acknowledge: () => void, proceed: () => void) => void,
): void {
  if (typeof Reflect.get(client, "_sendPacket") !== "function")
    throw new TypeError(
      "this version of mqtt.js has no _sendPacket: acknowledgements cannot be deferred",
    );
  const outstanding: { readonly messageId: number; done: boolean }[] = [];

  function flush(): void {
    for (let head = outstanding[0]; head?.done; head = outstanding[0]) {
      outstanding.shift();
      // On a connection that is gone the broker gives the message again, perhaps under another id.
      if (client.connected) client["_sendPacket"]({ cmd: "puback", messageId: head.messageId });
    }
  }

  client.handleMessage = (packet, proceed) => {
    if (packet.qos !== 1 || packet.messageId === undefined) {
      receive(
        packet,
        () => undefined,
        () => proceed(),
      );
      return;
    }
    const entry = { messageId: packet.messageId, done: false };
    outstanding.push(entry);
    const acknowledge = () => {
      entry.done = true;
      flush();
    };
    receive(packet, acknowledge, () => proceed(DEFERRED));
  };
}
