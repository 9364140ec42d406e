/** One moment of a series; a merged entry stands for the mean of what it covers. */
export interface Moment {
  readonly age: number;
  readonly value: number;
}
