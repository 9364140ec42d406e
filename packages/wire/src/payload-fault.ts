/** Says where a payload stops making sense, and what would. */
export class PayloadFault extends Error {
  override name = "PayloadFault";
}
