import { type PointId, pointPath } from "@raceway/model/identity";
import { channelOf } from "@raceway/model/plant";
import { decodeEditedLimits } from "@raceway/wire/limit-message";
import { decodeStatus } from "@raceway/wire/status-message";
import type { Topic } from "@raceway/wire/topic";
import { decodeVerdict } from "@raceway/wire/verdict-codec";
import { createWaterfall } from "../trends/waterfall.ts";
import type { Emit } from "./emit.ts";
import {
  decodeIndicators,
  decodeSpectrum,
  decodeState,
  decodeWaveformView,
  type LiveSpectrum,
  take,
} from "./live-messages.ts";
import { type LivePoint, setVerdict } from "./live-point.ts";
import { summaryOf } from "./point-view.ts";

type PointTopic = Extract<Topic, PointId>;

/** Spectra of a channel: as many as analysis has names for, with room. */
const SPECTRA_PER_CHANNEL = 8;

/**
 * Takes what is said of measurement points, and tells pages of it.
 *
 * @param pointAt undefined for a path that the plant file lacks.
 * @param now wall clock, milliseconds.
 */
export function createPointMessages(
  pointAt: (path: string) => LivePoint | undefined,
  emit: Emit,
  now: () => number,
) {
  /** Pages hear of a point in lists only when its line would read differently, or health moved by a whole step. */
  function changed(path: string, point: LivePoint): void {
    emit("fresh", { path });
    const summary = summaryOf(point);
    const { level, headline, state } = summary;
    const standing = `${level} ${point.verdicts.diagnosis?.fault}`;
    if (standing !== point.standing) point.revision++;
    const before = point.standing.split(" ", 1)[0];
    // What is first heard of a point is no change, and neither is what comes after nothing.
    if (before && before !== "unknown" && before !== level && state) point.changed = state.time;
    point.standing = standing;
    const health = Math.round(state?.health ?? -1);
    const told = JSON.stringify([level, headline, health, state?.learned, state?.stopped]);
    if (told === point.told) return;
    point.told = told;
    emit("point", summary);
  }

  function keepSpectrum(point: LivePoint, key: string, spectrum: LiveSpectrum): boolean {
    const limit = point.context.point.channels.length * SPECTRA_PER_CHANNEL;
    if (point.spectra.size >= limit && !point.spectra.has(key)) return false;
    point.spectra.set(key, spectrum);
    const waterfall = point.waterfalls.get(key) ?? createWaterfall();
    point.waterfalls.set(key, waterfall);
    waterfall.add(spectrum);
    return true;
  }

  /** @returns why it was passed over, for the log. */
  return (topic: PointTopic, payload: Uint8Array): string | undefined => {
    const path = pointPath(topic);
    const point = pointAt(path);
    if (point === undefined) return `the plant file has no point ${path}`;
    // What was retained of a channel or a name that is no more is taken away.
    if (payload.length === 0 && topic.class !== "status") return undefined;
    const lacks = (channel: string) =>
      channelOf(point.context.point, channel) === undefined
        ? `the plant file has no channel ${path}/${channel}`
        : undefined;
    switch (topic.class) {
      case "state":
        return take(decodeState(payload), (state) => {
          point.state = state;
          changed(path, point);
        });
      case "verdict":
        return take(decodeVerdict(payload), (verdict) => {
          setVerdict(point, verdict);
          changed(path, point);
        });
      case "indicators":
        return (
          lacks(topic.channel) ??
          take(decodeIndicators(payload), (indicators) => {
            point.indicators.set(topic.channel, indicators);
            point.heard.set(topic.channel, now());
            emit("fresh", { path });
          })
        );
      case "spectrum":
        return take(decodeSpectrum(payload), (spectrum) => {
          const { channel, name } = topic;
          if (keepSpectrum(point, `${channel}/${name}`, spectrum))
            emit("spectrum", { path, channel, name, time: spectrum.time });
        });
      case "latest-waveform":
        return (
          lacks(topic.channel) ??
          take(decodeWaveformView(payload), (waveform) => {
            point.waveforms.set(topic.channel, waveform);
          })
        );
      case "limits":
        return take(decodeEditedLimits(payload), ({ edited }) => {
          point.limits.restore(edited);
          point.revision++;
          emit("limits", { path });
        });
      case "status":
        if (payload.length === 0) {
          delete point.status;
          return undefined;
        }
        return take(decodeStatus(payload), ({ status, battery, text }) => {
          point.status = {
            online: status === "online",
            ...(battery !== undefined && { battery }),
            ...(text !== undefined && { text }),
          };
        });
      default:
        return undefined;
    }
  };
}
