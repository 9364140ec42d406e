import type { Accounts } from "./accounts.ts";
import { isWorkingAdmin, requireGoodPassword } from "./accounts.ts";
import { generatePassword, hashPassword } from "./password.ts";

/** The first account of every house. */
export const FIRST_ADMIN = "admin";

/**
 * Makes the first administrator when there is no account of a person yet: with the password given (from the environment or a file), or a generated
 * one, which is returned to be shown once and is kept nowhere.
 *
 * @throws RangeError when the given password is too weak.
 */
export async function ensureFirstAdmin(
  accounts: Accounts,
  given: string | undefined,
): Promise<string | undefined> {
  if (accounts.list().some(isWorkingAdmin)) return undefined;
  if (given !== undefined) requireGoodPassword(FIRST_ADMIN, given);
  const password = given ?? generatePassword();
  const hash = await hashPassword(password, given === undefined);
  accounts.add({ name: FIRST_ADMIN, role: "admin", password: hash });
  return given === undefined ? password : undefined;
}
