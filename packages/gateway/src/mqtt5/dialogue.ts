import { randomUUID } from "node:crypto";
import type { IConnackPacket, IConnectPacket, ISubackPacket, Packet } from "mqtt-packet";
import type { ClientBounds } from "./deliveries.ts";

/** Packets of MQTT 3.1.1 for the broker, or why the connection must end and what its client is told. */
export type FromClient =
  | { readonly packets: readonly Packet[] }
  | { readonly refused: string; readonly answer: Packet };

/** One connection between an MQTT 5 client and a 3.1.1 broker, packet by packet. */
export interface Dialogue {
  /** What the client has said of its own bounds, by its CONNECT. */
  bounds(): ClientBounds;
  fromClient(packet: Packet): FromClient;
  fromBroker(packet: Packet): Packet;
}

/** Reason codes of MQTT 5 §2.4. */
const REASON = {
  disconnectWithWill: 0x04,
  protocolError: 0x82,
  badAuthenticationMethod: 0x8c,
  topicAliasInvalid: 0x94,
  notAuthorized: 0x87,
} as const;

/** CONNACK codes of 3.1.1 (§3.2.2.3) in MQTT 5 (§3.2.2.2). */
const CONNACK: Readonly<Record<number, number>> = {
  0: 0,
  1: 0x84,
  2: 0x85,
  3: 0x88,
  4: 0x86,
  5: 0x87,
};

export function createDialogue(maxPacketBytes: number): Dialogue {
  let bounds: ClientBounds = NO_BOUNDS;
  /** An id that we gave to a client without one. */
  let assigned: string | undefined;
  /** Filters in each UNSUBSCRIBE under way: MQTT 5 wants a code for each. */
  const unsubscribing = new Map<number, number>();

  function connect(packet: IConnectPacket): FromClient {
    const { properties, will, clean = true, ...rest } = packet;
    if (properties?.authenticationMethod !== undefined)
      return {
        refused: `authentication method ${properties.authenticationMethod.slice(0, 40)}: user name and password, or a certificate, are right`,
        answer: {
          cmd: "connack",
          reasonCode: REASON.badAuthenticationMethod,
          sessionPresent: false,
        },
      };
    bounds = { ...NO_BOUNDS, ...boundsIn(properties) };
    assigned = rest.clientId === "" ? `auto-${randomUUID()}` : undefined;
    const keeps = (properties?.sessionExpiryInterval ?? 0) > 0;
    return {
      packets: [
        {
          ...rest,
          protocolVersion: 4,
          protocolId: "MQTT",
          clientId: assigned ?? rest.clientId,
          // 3.1.1 has one word for "begin anew" and "end with the connection".
          clean: clean && !keeps,
          ...(will && {
            will: {
              topic: will.topic,
              payload: will.payload,
              qos: will.qos ?? 0,
              retain: will.retain ?? false,
            },
          }),
        },
      ],
    };
  }

  function connack({ returnCode = 0, sessionPresent }: IConnackPacket): Packet {
    const reasonCode = CONNACK[returnCode] ?? 0x80;
    return {
      cmd: "connack",
      reasonCode,
      sessionPresent,
      properties:
        reasonCode === 0
          ? {
              maximumPacketSize: maxPacketBytes,
              subscriptionIdentifiersAvailable: false,
              sharedSubscriptionAvailable: false,
              ...(assigned !== undefined && { assignedClientIdentifier: assigned }),
            }
          : {},
    };
  }

  return {
    bounds: () => bounds,
    fromClient(packet) {
      switch (packet.cmd) {
        case "connect":
          return connect(packet);
        case "publish": {
          const { properties, ...rest } = packet;
          if (properties?.topicAlias !== undefined || packet.topic === "")
            return disconnected(
              REASON.topicAliasInvalid,
              "a topic alias, of which none are allowed",
            );
          return { packets: [rest] };
        }
        case "subscribe": {
          const { properties, subscriptions, ...rest } = packet;
          if (properties?.subscriptionIdentifier !== undefined)
            return disconnected(
              REASON.protocolError,
              "a subscription identifier, which are not available",
            );
          return {
            packets: [
              { ...rest, subscriptions: subscriptions.map(({ topic, qos }) => ({ topic, qos })) },
            ],
          };
        }
        case "unsubscribe":
          unsubscribing.set(packet.messageId ?? 0, packet.unsubscriptions.length);
          return { packets: [without(packet)] };
        case "disconnect":
          // Without a DISCONNECT the broker publishes the will.
          return {
            packets: packet.reasonCode === REASON.disconnectWithWill ? [] : [{ cmd: "disconnect" }],
          };
        case "auth":
          return disconnected(REASON.protocolError, "AUTH without an authentication method");
        default:
          return { packets: [without(packet)] };
      }
    },
    fromBroker(packet) {
      switch (packet.cmd) {
        case "connack":
          return connack(packet);
        case "suback":
          return { ...packet, granted: grantedOf(packet) } as Packet;
        case "unsuback": {
          const count = unsubscribing.get(packet.messageId ?? 0) ?? 1;
          unsubscribing.delete(packet.messageId ?? 0);
          return { ...packet, granted: Array.from({ length: count }, () => 0) } as Packet;
        }
        case "puback":
        case "pubrec":
        case "pubrel":
        case "pubcomp":
          return { ...packet, reasonCode: 0 };
        default:
          return packet;
      }
    },
  };
}

/** Where a client says nothing (MQTT 5 §3.1.2.11). */
const NO_BOUNDS: ClientBounds = {
  maximumPacketSize: Number.POSITIVE_INFINITY,
  receiveMaximum: 65_535,
};

function boundsIn(properties: IConnectPacket["properties"]): Partial<ClientBounds> {
  const { maximumPacketSize, receiveMaximum } = properties ?? {};
  return {
    ...(maximumPacketSize !== undefined && { maximumPacketSize }),
    ...(receiveMaximum !== undefined && { receiveMaximum }),
  };
}

/** 3.1.1 knows one failure (0x80). */
function grantedOf({ granted }: ISubackPacket): number[] {
  return granted.map((code) => (Number(code) >= 0x80 ? REASON.notAuthorized : Number(code)));
}

function disconnected(reasonCode: number, refused: string): FromClient {
  return { refused, answer: { cmd: "disconnect", reasonCode } };
}

/** 3.1.1 has neither properties nor reason codes. */
function without(packet: Packet): Packet {
  const {
    properties: _,
    reasonCode: __,
    ...rest
  } = packet as Packet & {
    properties?: unknown;
    reasonCode?: unknown;
  };
  return rest as Packet;
}
