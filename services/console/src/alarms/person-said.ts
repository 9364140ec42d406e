import { z } from "zod";

/** Who somebody says to be: with logins the name of the login takes its place. */
export const personSaid = z.string("a name is needed").trim().min(1, "a name is needed").max(80);
