import type { NotifyChannel } from "@raceway/model/notify-plan";
import { silentLog } from "@raceway/ports/log";
import { describe, expect, it } from "vitest";
import { openNotifiers } from "./notifiers.ts";

const plantWith = (...channels: NotifyChannel[]) => ({
  site: "p",
  name: "P",
  trace: {},
  lines: [],
  notify: { timeZone: "UTC", channels, routes: [] },
});

const MAIL: NotifyChannel = {
  id: "shift-mail",
  kind: "mail",
  server: "smtp://mail.example:587",
  user: "raceway",
  from: "raceway@plant.example",
  to: ["shift@plant.example"],
};
const TEAM: NotifyChannel = { id: "team-chat", kind: "webhook", preset: "slack" };
const files = (contents: Record<string, string>) => (path: string) => {
  const text = contents[path];
  if (text === undefined) throw new Error("no such file");
  return text;
};

describe("notifiers of a plant file", () => {
  it("take their secrets from the environment or from files", () => {
    const secrets = {
      env: { RACEWAY_SMTP_PASSWORD: "p", RACEWAY_WEBHOOK_URL_TEAM_CHAT: "https://chat.example/x" },
      read: files({ "/run/secrets/url": "https://chat.example/y\n" }),
    };
    const other: NotifyChannel = { ...TEAM, id: "other", urlFile: "/run/secrets/url" };
    const opened = openNotifiers(plantWith(MAIL, TEAM, other), silentLog, secrets);
    expect([...opened.keys()]).toEqual(["shift-mail", "team-chat", "other"]);
  });

  it("say all at once what is missing, and where it may stand", () => {
    const open = () =>
      openNotifiers(
        plantWith(MAIL, TEAM, { ...TEAM, id: "b", secretFile: "/nowhere" }),
        silentLog,
        {
          env: {},
          read: files({}),
        },
      );
    expect(open).toThrow("RACEWAY_SMTP_PASSWORD");
    expect(open).toThrow("RACEWAY_WEBHOOK_URL_TEAM_CHAT");
    expect(open).toThrow("RACEWAY_WEBHOOK_URL_B");
  });

  it("are none without a plan", () => {
    const { notify: _, ...plant } = plantWith();
    expect(openNotifiers(plant, silentLog).size).toBe(0);
  });
});
