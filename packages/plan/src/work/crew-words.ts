/** How many people, in words. */
export function peopleText(count: number): string {
  return `${count} ${count === 1 ? "person" : "people"}`;
}
