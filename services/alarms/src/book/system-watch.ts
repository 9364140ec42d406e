import { type DiskSpace, isNearlyFull } from "@raceway/journal/disk-space";
import type { SystemFault } from "@raceway/model/alarm";
import { spanInWords } from "@raceway/model/span-in-words";
import { isoOf, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { SetAside } from "@raceway/ports/set-aside";
import { z } from "zod";

/** What is wrong with Raceway itself, or (`none`) that it is well: feeds an alarm as verdicts feed those of machines. */
export interface SystemFinding {
  readonly kind: "system";
  readonly about: SystemFault;
  readonly fault: SystemFault | "none";
  /** Since when, by the alarm service's clock, ISO 8601. */
  readonly time: string;
  readonly text: Reason;
}

/** A reason in every language. */
interface Reason {
  readonly en: string;
  readonly zh: string;
  /** It has come to the worst, which is told although the trouble is known. */
  readonly worst?: true;
}

/** Room on a service's disk, bytes, as services tell it of themselves. */
export const diskMessage = z.object({ path: z.string(), free: z.number(), total: z.number() });

/** What ingest tells of itself every 10 s, as far as it matters here. */
const statusMessage = z.object({
  status: z.string(),
  waitingFor: z.object({ store: z.string().nullable() }).optional(),
  drains: z.object({ store: z.object({ age: z.number() }) }).optional(),
  dropped: z.number().default(0),
  room: z
    .object({
      refused: z.number(),
      diskFree: z.number().nullable(),
      disk: diskMessage.nullable().default(null),
    })
    .optional(),
  analysing_every: z.number().default(1),
  standsStill: z.string().nullable().default(null),
  clock: z
    .object({ offsetSeconds: z.number(), points: z.number(), of: z.number() })
    .nullable()
    .default(null),
  journalSetAside: z.object({ setAside: z.string(), reason: z.string() }).nullable().default(null),
  storeSetAside: z.object({ setAside: z.string(), reason: z.string() }).nullable().default(null),
});
export type IngestStatus = z.output<typeof statusMessage>;

/** Three statuses that did not come. */
const SILENT_AFTER = nanosOfSeconds(35);
/** Results that are older than this do not reach the store, whatever it says. */
const MOST_STORE_AGE_SECONDS = 300;
/** Share of the journal's disk below which it is nearly full. */
const LEAST_DISK_FREE = 0.05;

/** How long a trouble must last before it counts, and be away before it is over; seconds. */
const DELAYS: Readonly<Record<SystemFault, { readonly on: number; readonly off: number }>> = {
  // A restart takes some seconds and concerns nobody.
  "ingest-offline": { on: 30, off: 0 },
  "store-unreachable": { on: 60, off: 30 },
  "storage-full": { on: 0, off: 600 },
  overload: { on: 600, off: 60 },
  // It is so until the next start of ingest.
  "journal-damaged": { on: 0, off: 0 },
  // A commit that failed once is tried again within a second.
  "analysis-stopped": { on: 10, off: 10 },
  "clock-wrong": { on: 0, off: 30 },
  "disk-nearly-full": { on: 0, off: 60 },
};

/** What ingest itself tells, so that nothing is known of it while ingest is away. */
const TOLD = [
  "store-unreachable",
  "storage-full",
  "overload",
  "journal-damaged",
  "analysis-stopped",
  "clock-wrong",
] as const;

export type SystemWatch = ReturnType<typeof createSystemWatch>;

/**
 * Judges ingest by what it says of itself, and by its silence. Nothing is said of what is not known: while ingest is away, its other troubles stay as they
 * were.
 *
 * Its times are those of a clock that nobody sets.
 *
 * @param start when this began to listen.
 * @param shown such a time for people, ISO 8601.
 */
export function createSystemWatch(start: Nanos, shown: (at: Nanos) => string = isoOf) {
  let heardAt = start;
  let offlineAt: Nanos | undefined;
  let latest: IngestStatus | undefined;
  let lostAt: Nanos | undefined;
  let connectedAt: Nanos | undefined;
  const reasons = new Map<SystemFault, Reason>();
  const disks = new Map<string, DiskSpace>();
  let stuck: string | undefined;
  const delays = new Map(
    Object.entries(DELAYS).map(([fault, delay]) => [fault as SystemFault, createDelay(delay)]),
  );

  return {
    /**
     * Takes ingest's status message; one that makes no sense is passed over.
     *
     * @param retained whether the broker had kept it: it then proves that ingest has been, not that it is.
     */
    heard(payload: unknown, retained: boolean, now: Nanos): void {
      const message = statusMessage.safeParse(payload);
      if (!message.success) return;
      const isOnline = message.data.status === "online";
      if (!isOnline) offlineAt ??= now;
      if (!isOnline || retained) return;
      offlineAt = undefined;
      heardAt = now;
      const { room } = message.data;
      if (room?.disk) disks.set("ingest", room.disk);
      judge(message.data);
      latest = message.data;
    },
    /** The disk of a service that is no ingest. */
    disk(service: string, space: DiskSpace): void {
      disks.set(service, space);
    },
    /** Why the alarm service itself cannot store anything; undefined: it can. */
    stuck(reason: string | undefined): void {
      stuck = reason;
    },
    /** What is so now. @param connected whether the broker is there. */
    look(now: Nanos, connected: boolean): readonly SystemFinding[] {
      if (connected) {
        lostAt = undefined;
        connectedAt ??= now;
      } else {
        connectedAt = undefined;
        lostAt ??= now;
      }
      const gone = goneReason(now);
      // A broker that is back says nothing of ingest.
      const isThere =
        gone === undefined && latest !== undefined && heardAt >= (connectedAt ?? heardAt);
      return [
        ...(gone !== undefined || isThere ? report("ingest-offline", gone, now) : []),
        ...(isThere ? TOLD.flatMap((fault) => report(fault, reasons.get(fault), now)) : []),
        ...(disks.size > 0 || stuck !== undefined
          ? report("disk-nearly-full", diskReason(disks, stuck), now)
          : []),
      ];
    },
  };

  /** Why ingest is thought to be away. */
  function goneReason(now: Nanos): Reason | undefined {
    if (lostAt !== undefined) {
      const at = shown(lostAt);
      return {
        en: `The MQTT broker has not answered since ${at}; where ingest's own gateway is the broker, ingest is down.`,
        zh: `自 ${at} 起 MQTT 代理无应答；若代理就是 ingest 自带的网关，则 ingest 已停止。`,
      };
    }
    if (offlineAt !== undefined) {
      const at = shown(offlineAt);
      return { en: `Ingest went offline at ${at}.`, zh: `ingest 于 ${at} 离线。` };
    }
    // After a reconnect it has had no chance to speak yet.
    const since = connectedAt !== undefined && connectedAt > heardAt ? connectedAt : heardAt;
    if (now - since <= SILENT_AFTER) return undefined;
    const at = shown(heardAt);
    return { en: `Ingest has said nothing since ${at}.`, zh: `自 ${at} 起 ingest 无任何消息。` };
  }

  function judge(status: IngestStatus): void {
    set("store-unreachable", storeReason(status));
    set("storage-full", roomReason(status, latest));
    set("overload", overloadReason(status));
    set("journal-damaged", damageReason(status));
    set("analysis-stopped", standstillReason(status));
    set("clock-wrong", clockReason(status));
  }

  function set(fault: SystemFault, reason: Reason | undefined): void {
    if (reason === undefined) reasons.delete(fault);
    else reasons.set(fault, reason);
  }

  function report(about: SystemFault, reason: Reason | undefined, now: Nanos): SystemFinding[] {
    const found = delays.get(about)?.(reason, now);
    if (found === undefined) return [];
    const { at, reason: why } = found;
    return [
      {
        kind: "system",
        about,
        fault: why === undefined ? "none" : about,
        time: shown(at),
        text: why ? { en: why.en, zh: why.zh } : { en: "It is well again.", zh: "已恢复正常。" },
      },
    ];
  }
}

function storeReason({ waitingFor, drains }: IngestStatus): Reason | undefined {
  const refusal = waitingFor?.store;
  if (refusal)
    return { en: `The store takes nothing: ${refusal}.`, zh: `数据库不接受数据：${refusal}。` };
  const age = drains?.store.age ?? 0;
  if (age <= MOST_STORE_AGE_SECONDS) return undefined;
  const seconds = Math.round(age);
  return {
    en: `The oldest result has waited for the store for ${seconds} s.`,
    zh: `最早的结果已等待写入数据库 ${seconds} 秒。`,
  };
}

function roomReason(
  { dropped, room }: IngestStatus,
  before: IngestStatus | undefined,
): Reason | undefined {
  const free = room?.diskFree;
  if (free !== undefined && free !== null && free < LEAST_DISK_FREE) {
    const percent = (100 * free).toFixed(1);
    return {
      en: `Only ${percent} % of the disk with ingest's journal is free.`,
      zh: `ingest 日志库所在磁盘仅剩 ${percent} % 可用。`,
    };
  }
  // After a restart the counters begin anew.
  const more = dropped - (before?.dropped ?? dropped);
  const refused = (room?.refused ?? 0) - (before?.room?.refused ?? room?.refused ?? 0);
  if (more <= 0 && refused <= 0) return undefined;
  return {
    en: `In the last seconds ingest dropped ${Math.max(0, more)} messages or results and refused ${Math.max(0, refused)}: its limits are reached.`,
    zh: `最近数秒内 ingest 丢弃 ${Math.max(0, more)} 条、拒收 ${Math.max(0, refused)} 条：已达上限。`,
  };
}

function diskReason(
  disks: ReadonlyMap<string, DiskSpace>,
  stuck: string | undefined,
): Reason | undefined {
  const full = [...disks].filter(([, space]) => isNearlyFull(space));
  if (stuck === undefined && full.length === 0) return undefined;
  const rooms = full.map(([service, { path, free, total }]) => {
    const percent = ((100 * free) / total).toFixed(1);
    const megabytes = Math.floor(free / 1e6);
    return {
      en: `Of the disk of ${service} (${path}) ${percent} % are free, ${megabytes} MB.`,
      zh: `${service} 的磁盘（${path}）仅剩 ${percent} %，即 ${megabytes} MB。`,
    };
  });
  const held = {
    en: `The alarm service cannot store anything (${stuck}): what comes waits.`,
    zh: `报警服务无法写入（${stuck}）：新消息须等待。`,
  };
  const all = stuck === undefined ? rooms : [held, ...rooms];
  return {
    en: all.map(({ en }) => en).join(" "),
    zh: all.map(({ zh }) => zh).join(""),
    ...(stuck !== undefined && { worst: true }),
  };
}

function overloadReason({ analysing_every: every }: IngestStatus): Reason | undefined {
  if (every <= 1) return undefined;
  return {
    en: `Of ${every} waveforms one is analysed.`,
    zh: `每 ${every} 个波形仅分析 1 个。`,
  };
}

function damageReason({ journalSetAside, storeSetAside }: IngestStatus): Reason | undefined {
  const reasons = [
    ...(journalSetAside === null ? [] : [ofFile("journal", "日志库", journalSetAside)]),
    ...(storeSetAside === null ? [] : [ofFile("store", "数据库文件", storeSetAside)]),
  ];
  if (reasons.length === 0) return undefined;
  return {
    en: reasons.map(({ en }) => en).join(" "),
    zh: reasons.map(({ zh }) => zh).join(""),
  };
}

function ofFile(en: string, zh: string, { setAside, reason }: SetAside): Reason {
  return {
    en: `The ${en} could not be read (${reason}): it is set aside as ${setAside}, a new one is begun.`,
    zh: `${zh}无法读取（${reason}）：已移为 ${setAside}，并新建。`,
  };
}

function standstillReason({ standsStill }: IngestStatus): Reason | undefined {
  if (standsStill === null) return undefined;
  return {
    en: `Analysis stands still: ${standsStill}.`,
    zh: `分析停滞：${standsStill}。`,
  };
}

function clockReason({ clock }: IngestStatus): Reason | undefined {
  if (clock === null) return undefined;
  const { offsetSeconds, points, of } = clock;
  const span = spanInWords(Math.abs(offsetSeconds));
  const [en, zh] = offsetSeconds > 0 ? ["behind", "落后于"] : ["ahead of", "超前于"];
  return {
    en: `Ingest's clock is ${span} ${en} the clocks of ${points} of ${of} measurement points, which agree.`,
    zh: `ingest 的时钟${zh} ${of} 个测点中 ${points} 个的时钟 ${Math.round(Math.abs(offsetSeconds))} 秒，而这些测点彼此一致。`,
  };
}

/** Lets a trouble count after it has lasted, and be over after it has been away; says nothing until it knows. */
function createDelay({ on, off }: { readonly on: number; readonly off: number }) {
  let since: { readonly wrong: boolean; readonly at: Nanos } | undefined;
  let shown: { readonly at: Nanos; readonly reason?: Reason } | undefined;
  return (reason: Reason | undefined, now: Nanos) => {
    const wrong = reason !== undefined;
    if (since?.wrong !== wrong) since = { wrong, at: now };
    const lasted = now - since.at >= nanosOfSeconds(wrong ? on : off);
    const isNews =
      shown === undefined ||
      (shown.reason !== undefined) !== wrong ||
      (reason?.worst === true && shown.reason?.worst === undefined);
    if (lasted && isNews) shown = { at: since.at, ...(reason && { reason }) };
    return shown;
  };
}
