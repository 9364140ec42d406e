import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookPreset } from "@raceway/model/notify-plan";
import type { Notification } from "@raceway/ports/notifier";
import { afterEach, describe, expect, it } from "vitest";
import { refusalOf } from "./answer.ts";
import { signatureHeaders } from "./signature.ts";
import { type Answers, startSink } from "./testing.ts";
import { createWebhookNotifier } from "./webhook-notifier.ts";

const MESSAGE: Notification = {
  id: "alarm-1.plant",
  language: "en",
  priority: "high",
  subject: "HIGH: damage",
  text: "Spindle",
  html: "<p>Spindle</p>",
  url: "http://console.example/#/point/a/b/c/d",
  alarms: [],
};
const clock = { now: () => 1_800_000_000_123_000_000n, after: () => () => {} };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function bench(preset: WebhookPreset, secret?: string, answers?: Answers) {
  const sink = await startSink(answers);
  const notifier = createWebhookNotifier({
    name: "team",
    url: sink.url,
    preset,
    ...(secret !== undefined && { secret }),
    timeoutMs: 1000,
    clock,
  });
  stops.push(notifier.close, sink.stop);
  return { sink, notifier };
}

describe("a webhook", () => {
  it("has the signature of Standard Webhooks' published example", () => {
    // docs.svix.com, "Verifying webhooks manually".
    const signing = { now: 1_614_265_330_000, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
    const headers = signatureHeaders(
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      '{"test": 2432232314}',
      signing,
    );
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("is signed as it is sent, with the time of the attempt", async () => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const { sink, notifier } = await bench("raceway", secret);
    await notifier.send(MESSAGE);
    const [request] = sink.received();
    const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
    const signed = `alarm-1.plant.1800000000.${request?.raw}`;
    const signature = createHmac("sha256", key).update(signed).digest("base64");
    expect(request?.headers).toMatchObject({
      "webhook-id": "alarm-1.plant",
      "webhook-timestamp": "1800000000",
      "webhook-signature": `v1,${signature}`,
    });
    expect(request?.body).toMatchObject({ subject: "HIGH: damage", priority: "high", alarms: [] });
  });

  it("is signed in the address for DingTalk and in the body for Feishu", async () => {
    const success = { takes: [200, '{"errcode":0,"code":0}'] } as unknown as Answers;
    const ding = await bench("dingtalk", "SECx", success);
    await ding.notifier.send(MESSAGE);
    const query = ding.sink.received()[0]?.url.searchParams;
    const dingSign = createHmac("sha256", "SECx").update("1800000000123\nSECx").digest("base64");
    expect(Object.fromEntries(query ?? [])).toEqual({
      key: "k",
      timestamp: "1800000000123",
      sign: dingSign,
    });
    const feishu = await bench("feishu", "SECx", success);
    await feishu.notifier.send(MESSAGE);
    expect(feishu.sink.received()[0]?.body).toMatchObject({
      timestamp: "1800000000",
      sign: createHmac("sha256", "1800000000\nSECx").digest("base64"),
    });
  });

  it("is cut to what WeCom takes, without breaking a character", async () => {
    const { sink, notifier } = await bench("wecom", undefined, {
      takes: [200, '{"errcode":0}'],
    } as unknown as Answers);
    await notifier.send({ ...MESSAGE, text: "轴".repeat(3000) });
    const body = sink.received()[0]?.body as { text: { content: string } };
    expect(Buffer.byteLength(body.text.content)).toBeLessThanOrEqual(2048);
    expect(body.text.content).toMatch(/^HIGH: damage\n轴+…$/);
  });

  it("links the console where the form has a button", async () => {
    const { sink, notifier } = await bench("teams");
    await notifier.send(MESSAGE);
    expect(sink.received()[0]?.raw).toContain(
      '"actions":[{"type":"Action.OpenUrl","title":"Open the console","url":"http://console.example/#/point/a/b/c/d"}]',
    );
  });

  it("never tells its address in an error: it is a secret", async () => {
    const { sink, notifier } = await bench("slack");
    sink.behave("fails");
    await expect(notifier.send(MESSAGE)).rejects.toThrow(
      /^team \(127\.0\.0\.1:\d+\): it answered 503: busy$/,
    );
    await sink.down();
    await expect(notifier.send(MESSAGE)).rejects.toThrow(
      /^team \(127\.0\.0\.1:\d+\): (?!.*key=).+$/,
    );
  });

  it("does not repeat a receiver that repeats the address", async () => {
    const { notifier } = await bench("slack", undefined, {
      takes: [404, "Cannot POST /hook?key=k"],
    } as unknown as Answers);
    await expect(notifier.send(MESSAGE)).rejects.toThrow(/it answered 404: Cannot POST ……$/);
  });

  it("does not follow to another address", async () => {
    const { notifier } = await bench("slack", undefined, {
      takes: [307, ""],
    } as unknown as Answers);
    await expect(notifier.send(MESSAGE)).rejects.toThrow("307");
  });

  it("is not held up by a receiver that never stops talking", async () => {
    const endless = createServer((_request, response) => {
      response.writeHead(200);
      const chatter = setInterval(() => response.write("x".repeat(1000)), 1);
      response.once("close", () => clearInterval(chatter));
    });
    await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
    const { port } = endless.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const notifier = createWebhookNotifier({ name: "t", url, preset: "slack" });
    await notifier.send(MESSAGE);
    await notifier.close();
    const gone = new Promise<void>((resolve) => endless.close(() => resolve()));
    endless.closeAllConnections();
    await gone;
  });

  it("refuses an address that is none", () => {
    expect(() => createWebhookNotifier({ name: "t", url: "smtp://x", preset: "slack" })).toThrow(
      "https://host/path",
    );
  });
});

describe("an answer", () => {
  it.each([
    [200, undefined],
    [202, undefined],
    [400, true],
    [403, false],
    [404, false],
    [413, true],
    [429, false],
    [500, false],
  ])("%i speaks against the message itself: %s", (status, permanent) => {
    expect(refusalOf("slack", status, "")?.permanent).toBe(permanent);
  });

  it("of 200 without the robot's code is no success", () => {
    expect(refusalOf("wecom", 200, "<html>")).toMatchObject({ permanent: false });
    expect(refusalOf("dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}')).toEqual({
      reason: "it answered errcode 310000: sign not match",
      permanent: false,
    });
  });

  it("that says never is told apart from one that says later", () => {
    expect(refusalOf("feishu", 200, '{"code":11232}')?.permanent).toBe(false);
    expect(refusalOf("feishu", 200, '{"code":10208}')?.permanent).toBe(true);
  });
});
