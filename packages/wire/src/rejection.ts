/** Every reason for which a message becomes a dead letter; the code is a metric label and never changes its meaning. */
export const REJECTIONS = {
  "unknown-topic": "the topic is none of docs/topics.md",
  "unknown-point": "the plant file has no such measurement point",
  "unknown-channel": "the measurement point has no such channel",
  "unknown-device":
    "a mapping covers the topic, and none has a place for the device that the topic names",
  "wrong-kind": "the channel cannot take this class of message",
  oversize: "the message is larger than the door allows",
  undecodable: "the payload is neither JSON nor CBOR",
  "too-complex": "the payload has more structure than any message of ours: depth, fields, values",
  schema: "the message lacks a field, has one too many, or one of the wrong form",
  "wrong-unit": "the unit does not fit the channel",
  empty: "the waveform has no samples",
  "not-finite": "a sample or value is NaN or infinite",
  limit: "the limit does not fit the channel or the indicator",
  "sample-rate": "the sample rate is not the one the plant file declares",
  "sample-rate-changed": "the channel has used another sample rate until now",
  retained: "a copy that a broker had kept, without a source time: no news",
  untranslatable:
    "the Sparkplug metric, or the device's message that a mapping covers, cannot be turned into a sensor message",
  duplicate: "a record of this channel and source time is stored already",
  analysis: "analysis failed on this record",
  fault: "a fault of Raceway itself when it read this message: please report it",
  "inbox-full":
    "dropped before its analysis to make room for newer ones, where the inbox is told to",
  "store-refused": "a result that the telemetry store will never take",
} as const;

export type RejectionCode = keyof typeof REJECTIONS;

/** Why a message cannot be used, in words that say what was found and what would be right. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly reason: string;
}
