import { type House, passwordOf } from "./guarded-house.ts";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes, looked into by expectations
  readonly body: any;
}

export type Asker = ReturnType<typeof askerOf>;

/** Somebody at a page of the console. */
export function askerOf({ consoleUrl }: Pick<House, "consoleUrl">) {
  let cookie = "";
  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${consoleUrl}${path}`, {
      method,
      headers: {
        origin: consoleUrl,
        cookie,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json");
    return { status: answer.status, body: isJson ? JSON.parse(text) : text };
  }
  return {
    ask,
    /** Headers for what is asked by other means. */
    headers: () => ({ origin: consoleUrl, cookie }),
    logIn: async (name: string, password = passwordOf(name)) =>
      (await ask("POST", "/api/session", { name, password })).status,
  };
}
