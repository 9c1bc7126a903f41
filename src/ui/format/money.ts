const formats = new Map<string, Intl.NumberFormat>();

/**
 * Hundredths as money: "£12.99", or "12.99" where the currency is unknown, or a dash where the amount is.
 *
 * @param cents amount in hundredths, or null where unknown
 * @param currency ISO 4217 code, or null
 */
export function money(cents: number | null, currency: string | null): string {
  if (cents === null || Number.isNaN(cents)) return "–";
  return formatOf(currency, 2).format(cents / 100);
}

/** The same without hundredths, for sums that are read at arm's length: "£1,240". */
export function roughMoney(cents: number | null, currency: string | null): string {
  if (cents === null || Number.isNaN(cents)) return "–";
  return Math.abs(cents) < 1000 ? money(cents, currency) : formatOf(currency, 0).format(cents / 100);
}

function formatOf(currency: string | null, digits: number): Intl.NumberFormat {
  const key = `${currency ?? ""}/${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-GB", {
      ...(currency === null ? {} : { style: "currency", currency, currencyDisplay: "narrowSymbol" }),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format;
}
