interface Form {
  readonly form: RegExp;
  readonly text: string;
}

/**
 * Says sentences of known forms in another language. Of two forms that fit, the one with more words of its own counts.
 *
 * @param table each form with `{}` for what changes in it, to what it is in the other language; there `{}` is the next part, `{2}` the second. A part that is
 *   itself of a known form is said in the other language too.
 * @returns undefined for what is of no known form.
 */
export function sentenceForms(
  table: Readonly<Record<string, string>>,
): (sentence: string) => string | undefined {
  const forms: readonly Form[] = Object.entries(table)
    .toSorted(([a], [b]) => wordsIn(b) - wordsIn(a))
    .map(([form, text]) => ({
      form: new RegExp(`^${form.split("{}").map(escaped).join("(.+?)")}$`, "s"),
      text,
    }));

  return function said(sentence: string): string | undefined {
    for (const { form, text } of forms) {
      const match = form.exec(sentence);
      if (match === null) continue;
      return filled(
        text,
        match.slice(1).map((part) => said(part) ?? part),
      );
    }
    return undefined;
  };
}

/** Literally, in a regular expression. */
function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function wordsIn(form: string): number {
  return form.replaceAll("{}", "").length;
}

function filled(text: string, parts: readonly string[]): string {
  let next = 0;
  return text.replace(/\{(\d*)\}/g, (_whole, number: string) => {
    if (number !== "") return parts[Number(number) - 1] ?? "";
    next += 1;
    return parts[next - 1] ?? "";
  });
}
