/** The fields of a line, a separator within quotes being none; doubled quotes stand for one. */
export function cellsOf(line: string, delimiter: string): string[] {
  if (delimiter === " ") return line.trim().split(/[ \t]+/);
  if (!line.includes('"')) {
    const cells = line.split(delimiter);
    for (let at = 0; at < cells.length; at++) {
      const cell = cells[at] ?? "";
      if (mayBeTrimmed(cell)) cells[at] = cell.trim();
    }
    return cells;
  }
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? "";
    if (letter === '"') {
      if (quoted && line[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = !quoted;
    } else if (letter === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  cells.push(cell.trim());
  return cells;
}

/** Looking costs less than a copy of each cell of a large table: what begins and ends with a letter of ASCII has no blanks there. */
function mayBeTrimmed(cell: string): boolean {
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  return first <= 32 || first > 126 || last <= 32 || last > 126;
}
