/** The part of ml-regression 6.3.0 that is used here; the package ships no types of its own. */
declare module "ml-regression" {
  /** y = intercept + slope · x */
  export class SimpleLinearRegression {
    constructor(x: readonly number[], y: readonly number[]);
    readonly slope: number;
    readonly intercept: number;
    predict(x: number): number;
  }
  /** y = B · e^(A x), fitted on ln y. */
  export class ExponentialRegression {
    constructor(x: readonly number[], y: readonly number[]);
    readonly A: number;
    readonly B: number;
    predict(x: number): number;
  }
  /** y = A · x^B, fitted on ln x and ln y. */
  export class PowerRegression {
    constructor(x: readonly number[], y: readonly number[]);
    readonly A: number;
    readonly B: number;
    predict(x: number): number;
  }
  /** Median of the pairwise slopes. */
  export class TheilSenRegression {
    constructor(x: readonly number[], y: readonly number[]);
    readonly slope: number;
    readonly intercept: number;
    predict(x: number): number;
  }
  /** Rows of inputs against rows of outputs; the intercept is the last row of weights. */
  export class MultivariateLinearRegression {
    constructor(
      x: readonly (readonly number[])[],
      y: readonly (readonly number[])[],
      options?: { readonly intercept?: boolean; readonly statistics?: boolean },
    );
    readonly weights: readonly (readonly number[])[];
    predict(x: readonly number[]): number[];
  }
}
