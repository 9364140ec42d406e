/** From a sample in eleven days to a gigahertz. */
const [LOWEST, HIGHEST] = [1e-6, 1e9];

/** A sample rate that some recorder may have had, Hz; undefined for any other, with which times could not be reckoned. */
export function plausibleRate(rate: number | undefined): number | undefined {
  return rate !== undefined && rate >= LOWEST && rate <= HIGHEST ? rate : undefined;
}
