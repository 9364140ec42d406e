let draw: () => void = () => {};
let pending = false;

/** Says what draws the whole page. */
export function drawnBy(everything: () => void): void {
  draw = everything;
}

/**
 * Draws the page once the present work is done. Whoever changed what a view shows calls it; nodes that stay the same are not touched, so nothing
 * loses the focus or a selection.
 */
export function redraw(): void {
  if (pending) return;
  pending = true;
  // Not an animation frame: those do not come while nobody looks, and a page that is looked at again must be right at once.
  setTimeout(() => {
    pending = false;
    draw();
  });
}
