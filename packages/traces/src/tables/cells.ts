/** The fields of a line, a separator within quotes being none; doubled quotes stand for one. */
export function cellsOf(line: string, delimiter: string): string[] {
  if (delimiter === " ") return line.trim().split(/[ \t]+/);
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
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
