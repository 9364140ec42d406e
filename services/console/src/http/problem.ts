/** A problem as RFC 9457 writes it: `title` is the same for every problem of its kind, `detail` is about this one. */
export class Problem extends Error {
  override name = "Problem";
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

/** Body of type `application/problem+json`. `type` is left out: it would be `about:blank`. */
export interface ProblemBody {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
}

/** The body for an error (`mostBytes`: of a request that was too large); anything but a {@link Problem} or a client's mistake says nothing of the inside. */
export function problemBody(error: unknown, instance: string, mostBytes?: number): ProblemBody {
  if (error instanceof Problem)
    return { title: error.title, status: error.status, detail: error.message, instance };
  const status = clientStatus(error);
  if (status === 413 && mostBytes !== undefined)
    return {
      ...{ title: "Too large", status, instance },
      detail: `What was sent is too large: ${sizeInWords(mostBytes)} are taken at most.`,
    };
  if (status !== undefined && error instanceof Error)
    return { title: "Bad request", status, detail: error.message, instance };
  return {
    title: "Internal error",
    status: 500,
    detail: "This is a fault of the console; its log says more.",
    instance,
  };
}

function sizeInWords(bytes: number): string {
  return bytes >= 2 ** 20 ? `${Math.floor(bytes / 2 ** 20)} MB` : `${Math.floor(bytes / 1024)} kB`;
}

/** The status of an error that fastify raised over what the client sent. */
function clientStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500
    ? statusCode
    : undefined;
}
