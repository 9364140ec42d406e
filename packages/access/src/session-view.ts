/** A session as it is shown: by its key nobody gets in. */
export interface SessionView {
  readonly key: string;
  readonly name: string;
  readonly address: string;
  /** What the browser calls itself. */
  readonly agent?: string;
  readonly begunAt: string;
  readonly lastAt: string;
}
