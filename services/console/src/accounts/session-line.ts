/** A session in a list: by its key nobody gets in. */
export interface SessionLine {
  readonly key: string;
  readonly name: string;
  readonly address: string;
  /** What the browser calls itself. */
  readonly agent?: string;
  readonly begunAt: string;
  readonly lastAt: string;
  /** It is the one that asks. */
  readonly current: boolean;
}
