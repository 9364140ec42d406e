import type { Nanos } from "@raceway/model/time";

/** A message as it came through a door, undecoded. */
export interface Message {
  readonly topic: string;
  /** At most the door's size limit; the head of the payload when `oversize` is set. */
  readonly payload: Uint8Array;
  readonly receivedAt: Nanos;
  /** Bytes the sender announced, when they exceed the door's limit and the payload was cut. */
  readonly oversize?: number;
  /** A broker had kept it and gave it to a new subscription: nobody has sent it just now. */
  readonly retained?: true;
  /** Who sent it, where the door knows. */
  readonly sender?: string;
  /** Messages of the same sender that nothing here has a use for, and that were counted and not handed on before this one. */
  readonly keptBack?: number;
  /** Why a door that translates could make nothing of it, in words: the message is kept as a dead letter with this reason. */
  readonly untranslatable?: string;
  /** With `untranslatable`: nothing is wrong with it but that its topic names a device that has no place yet. */
  readonly unknownDevice?: true;
}

/**
 * Takes a message and resolves once it is durably stored (in the inbox, or among the dead letters: a message that can never be used is also
 * stored, so that its sender is not asked for it again). Rejects when it could not be stored: the door must then not acknowledge.
 * Calls may overlap; storing happens in the order of the calls.
 */
export type Admit = (message: Message) => Promise<void>;

/** What a door can say about itself; never a secret. */
export interface SourceStatus {
  readonly state: "closed" | "connecting" | "open";
  /** Connected sensors (gateway) or 1/0 (subscription). */
  readonly connections: number;
  /** Messages that nothing here has a use for and that were counted only, beyond those that were handed on. */
  readonly keptBack?: number;
  /** Why it is not open, in words. */
  readonly reason?: string;
}

export interface PublishOptions {
  readonly retain: boolean;
  /** Default 1. 0 only where another protocol demands it: nobody then confirms that the broker has it. */
  readonly qos?: 0 | 1;
}

/**
 * A door through which messages come. It acknowledges to the sender only after `admit` has resolved, never waits for analysis or a database, and
 * goes on by itself after any fault outside.
 */
export interface Source {
  readonly name: string;
  /** Starts delivering. Rejects when it can never work as configured (a busy port, a bad address), with a message that names the way out. */
  open(admit: Admit): Promise<void>;
  /** Sends a message out through the same door (verdicts, dead letters, status). Resolves when the broker has it. */
  publish(topic: string, payload: Uint8Array, options: PublishOptions): Promise<void>;
  status(): SourceStatus;
  /** Stops taking messages, lets those being admitted finish, then disconnects. */
  close(): Promise<void>;
}
