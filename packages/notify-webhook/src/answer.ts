import type { WebhookPreset } from "@raceway/model/notify-plan";
import { z } from "zod";

/** Why a message was not taken. */
export interface Refusal {
  readonly reason: string;
  /** True when no further attempt is of use. */
  readonly permanent: boolean;
}

/**
 * Status codes that speak against this message itself. Others may change without it: 401, 403, 404 and 410 speak against our address or
 * secret, which people mend; 408, 425, 429 and 5xx say "later".
 */
const AGAINST_THE_MESSAGE = [400, 405, 406, 411, 413, 414, 415, 422];

/** Services that answer 200 to everything, and say in the body how it went: 0 is success. */
const CODE_FIELD: Readonly<Partial<Record<WebhookPreset, "errcode" | "code">>> = {
  dingtalk: "errcode",
  wecom: "errcode",
  feishu: "code",
};

/** "Too often" and "busy" of DingTalk (-1, 130101), WeCom (-1, 45009) and Feishu (9499, 11232). */
const LATER = [-1, 130101, 45009, 9499, 11232];

/** DingTalk and Feishu: signature wrong, sender not allowed; WeCom: key wrong. People mend these. */
const OURS = [310000, 19021, 19022, 19024, 93000];

const coded = z.object({
  errcode: z.number().optional(),
  errmsg: z.string().optional(),
  code: z.number().optional(),
  msg: z.string().optional(),
});

/** What an answer says against a message; undefined: it was taken. */
export function refusalOf(
  preset: WebhookPreset,
  status: number,
  answer: string,
): Refusal | undefined {
  if (status < 200 || status > 299) {
    const reason = `it answered ${status}${answer === "" ? "" : `: ${answer.slice(0, 200)}`}`;
    return { reason, permanent: AGAINST_THE_MESSAGE.includes(status) };
  }
  const field = CODE_FIELD[preset];
  if (field === undefined) return undefined;
  const parsed = coded.safeParse(jsonOf(answer));
  const code = parsed.success ? parsed.data[field] : undefined;
  if (code === 0) return undefined;
  if (code === undefined)
    return { reason: `it answered no ${field}: is this the robot's address?`, permanent: false };
  const words = (parsed.success && (parsed.data.errmsg ?? parsed.data.msg)) || "no reason given";
  const permanent = !LATER.includes(code) && !OURS.includes(code);
  return { reason: `it answered ${field} ${code}: ${words}`, permanent };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
