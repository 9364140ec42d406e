import type { WebhookPreset } from "@raceway/model/notify-plan";
import type { Notification } from "@raceway/ports/notifier";
import { type Signing, signDingTalk, signFeishu } from "./signature.ts";

/** What a chat service is sent. */
export interface Form {
  readonly body: object;
  /** Goes into the address. */
  readonly query?: Readonly<Record<string, string>>;
}

/** The message in the form that a receiver understands. Sources: each service's documentation of its incoming webhooks (robots). */
export function formOf(preset: WebhookPreset, notification: Notification, signing: Signing): Form {
  switch (preset) {
    case "raceway":
      return { body: notification };
    case "slack":
      return { body: slack(notification) };
    case "teams":
      return { body: teams(notification) };
    case "dingtalk":
      return { body: plain(notification, 18_000), query: signDingTalk(signing) };
    case "wecom":
      return { body: plain(notification, 2048) };
    case "feishu":
      return { body: { ...signFeishu(signing), ...feishu(notification) } };
  }
}

/** Slack, incoming webhooks: `&`, `<` and `>` are control characters; a section holds 3000 characters. */
function slack({ subject, text }: Notification): object {
  const safe = (words: string) =>
    words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const section = { type: "section", text: { type: "plain_text", text: cut(text, 2900) } };
  const title = { type: "section", text: { type: "plain_text", text: cut(subject, 2900) } };
  return { text: safe(subject), blocks: [title, section] };
}

/** Microsoft Teams, workflow webhooks: an adaptive card. Text runs, unlike text blocks, are not read as Markdown. */
function teams({ subject, text, url, language }: Notification): object {
  const block = (words: string, more: object) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: words, ...more }],
  });
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [block(subject, { weight: "Bolder" }), block(cut(text, 20_000), {})],
    ...(url !== undefined && {
      actions: [
        {
          type: "Action.OpenUrl",
          title: language === "zh" ? "打开控制台" : "Open the console",
          url,
        },
      ],
    }),
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content: card }] };
}

/** DingTalk and WeCom robots, type text: no character has a meaning. WeCom takes 2048 bytes, DingTalk 20 000. */
function plain({ subject, text }: Notification, bytes: number): object {
  return { msgtype: "text", text: { content: cutBytes(`${subject}\n${text}`, bytes) } };
}

/** Feishu (Lark) robots, type post. */
function feishu({ subject, text, url, language }: Notification): object {
  const link = language === "zh" ? "打开控制台" : "Open the console";
  const lines = [
    ...cut(text, 8000)
      .split("\n")
      .map((line) => [{ tag: "text", text: line }]),
    ...(url === undefined ? [] : [[{ tag: "a", text: link, href: url }]]),
  ];
  const post = { title: subject, content: lines };
  return { msg_type: "post", content: { post: { [language === "zh" ? "zh_cn" : "en_us"]: post } } };
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}

/** Cuts UTF-8 to a number of bytes without breaking a character. */
function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  const whole = new TextDecoder().decode(bytes.subarray(0, limit - 3), { stream: true });
  return `${whole}…`;
}
