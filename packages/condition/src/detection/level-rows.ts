/** ln of levels, four decimals; undefined when one of them is not there. */
export function lnLevels(levels: readonly number[]): number[] | undefined {
  return levels.every((level) => level > 0)
    ? levels.map((level) => Math.round(Math.log(level) * 1e4) / 1e4)
    : undefined;
}

/** Middle of each column of some rows: of an even count the upper one, so that it is a value that was seen. */
export function middleRow(rows: readonly (readonly number[])[]): number[] {
  const first = rows[0] ?? [];
  return first.map((_, j) => {
    const column = rows.map((row) => row[j] ?? 0).sort((a, b) => a - b);
    return column[column.length >> 1] ?? 0;
  });
}
