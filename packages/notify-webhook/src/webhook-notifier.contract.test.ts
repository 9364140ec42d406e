import type { WebhookPreset } from "@raceway/model/notify-plan";
import { notifierContract, type Received } from "@raceway/ports/contract/notifier";
import { type Answers, type ReceivedRequest, startSink } from "./testing.ts";
import { createWebhookNotifier } from "./webhook-notifier.ts";

type Body = Readonly<Record<string, unknown>>;

const coded = (field: string, busy: number): Answers => ({
  takes: [200, `{"${field}":0}`],
  fails: [200, `{"${field}":${busy}}`],
  refuses: [200, `{"${field}":40008}`],
});

/** All that each service shows a person of a body. */
const WORDS: Readonly<Record<WebhookPreset, (body: Body) => readonly string[]>> = {
  raceway: ({ subject, text }) => [String(subject), String(text)],
  slack: ({ blocks }) => (blocks as { text: { text: string } }[]).map(({ text }) => text.text),
  teams: ({ attachments }) =>
    (attachments as { content: { body: { inlines: { text: string }[] }[] } }[]).flatMap(
      ({ content }) => content.body.flatMap(({ inlines }) => inlines.map(({ text }) => text)),
    ),
  dingtalk: ({ text }) => [(text as { content: string }).content],
  wecom: ({ text }) => [(text as { content: string }).content],
  feishu: ({ content }) => {
    const { post } = content as {
      post: Record<string, { title: string; content: { text: string }[][] }>;
    };
    return Object.values(post).flatMap(({ title, content: lines }) => [
      title,
      ...lines.flatMap((line) => line.map(({ text }) => text)),
    ]);
  },
};

const ANSWERS: Readonly<Partial<Record<WebhookPreset, Answers>>> = {
  dingtalk: coded("errcode", 130101),
  wecom: coded("errcode", 45009),
  feishu: coded("code", 11232),
};

function receivedOf(preset: WebhookPreset, { body, headers }: ReceivedRequest): Received {
  const id = headers["webhook-id"];
  const words = WORDS[preset](body as Body).join("\n");
  return { words, ...(typeof id === "string" && { id }) };
}

for (const preset of Object.keys(WORDS) as WebhookPreset[])
  notifierContract(`webhook ${preset}`, {
    carriesId: preset === "raceway",
    async start() {
      const { received, ...sink } = await startSink(ANSWERS[preset]);
      const notifier = createWebhookNotifier({
        name: preset,
        url: sink.url,
        preset,
        secret: "s3cret",
        timeoutMs: 500,
      });
      return {
        ...sink,
        notifier,
        received: () => received().map((request) => receivedOf(preset, request)),
      };
    },
  });
