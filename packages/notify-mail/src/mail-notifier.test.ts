import { type Notification, NotificationRefused } from "@raceway/ports/notifier";
import { afterEach, describe, expect, it } from "vitest";
import { createMailNotifier } from "./mail-notifier.ts";
import { startMailServer } from "./testing.ts";

const MESSAGE: Notification = {
  id: "alarm-1.plant",
  language: "zh",
  priority: "high",
  subject: "高: 外圈损坏",
  text: "主轴",
  html: "<p>主轴</p>",
  alarms: [],
};

const warnings: object[] = [];
const log = { info() {}, warn: (facts: object) => void warnings.push(facts), error() {} };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  warnings.length = 0;
  for (const stop of stops.splice(0)) await stop();
});

async function bench(
  options: Parameters<typeof startMailServer>[0],
  mail: Partial<Parameters<typeof createMailNotifier>[0]> = {},
) {
  const server = await startMailServer(options);
  const notifier = createMailNotifier({
    name: "mail",
    server: server.url,
    from: "raceway@plant.example",
    to: ["ann@plant.example", "bob@plant.example"],
    silenceMs: 1000,
    log,
    ...mail,
  });
  stops.push(notifier.close, server.stop);
  return { server, notifier };
}

describe("mail", () => {
  it("goes to everybody as text with an HTML alternative, marked urgent and automatic", async () => {
    const { server, notifier } = await bench({});
    await notifier.send(MESSAGE);
    expect(server.received()).toMatchObject([
      {
        recipients: ["ann@plant.example", "bob@plant.example"],
        subject: "高: 外圈损坏",
        headers: {
          "message-id": "<alarm-1.plant@plant.example>",
          "auto-submitted": "auto-generated",
          "content-language": "zh-CN",
          importance: "High",
        },
      },
    ]);
    expect(server.received()[0]?.plain).toContain("主轴");
    expect(server.received()[0]?.html).toContain("<p>主轴</p>");
  });

  it("keeps a line break in a name out of the headers", async () => {
    const { server, notifier } = await bench({});
    await notifier.send({ ...MESSAGE, subject: "Spindle\r\nBcc: eve@elsewhere.example" });
    expect(server.received()[0]?.headers).not.toHaveProperty("bcc");
    expect(server.received()[0]?.recipients).toHaveLength(2);
  });

  it("is sent when some recipients are refused, and says which", async () => {
    const { server, notifier } = await bench({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith("bob") ? new Error("unknown") : null),
    });
    await notifier.send(MESSAGE);
    expect(server.received()[0]?.recipients).toEqual(["ann@plant.example"]);
    expect(warnings).toMatchObject([{ rejected: ["bob@plant.example"] }]);
  });

  it("tries again after a wrong login: that is the server's word on us, not on the message", async () => {
    let password = "old";
    const { server, notifier } = await bench(
      {
        disabledCommands: ["STARTTLS"],
        allowInsecureAuth: true,
        onAuth: (auth, _session, done) =>
          auth.password === password
            ? done(null, { user: auth.username })
            : done(new Error("wrong password")),
      },
      { login: { user: "raceway", password: "new" }, requireTls: false },
    );
    await expect(notifier.send(MESSAGE)).rejects.not.toBeInstanceOf(NotificationRefused);
    password = "new";
    await notifier.send(MESSAGE);
    expect(server.received()).toHaveLength(1);
  });

  it("never gives a password to a server that does not encrypt", async () => {
    const seen: unknown[] = [];
    const { notifier } = await bench(
      {
        disabledCommands: ["STARTTLS"],
        allowInsecureAuth: true,
        onAuth: (auth, _session, done) => {
          seen.push(auth.password);
          done(null, { user: "raceway" });
        },
      },
      { login: { user: "raceway", password: "secret" } },
    );
    await expect(notifier.send(MESSAGE)).rejects.toThrow(/STARTTLS/);
    expect(seen).toEqual([]);
  });

  it("refuses an address that is no mail server", () => {
    expect(() =>
      createMailNotifier({ name: "m", server: "http://mail", from: "a@b", to: ["c@d"], log }),
    ).toThrow("smtp://host:587");
  });
});
