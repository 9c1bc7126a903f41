/** A year as books print it: "1813", "500 BC" for -500. */
export function yearText(year: number): string {
  return year < 0 ? `${-year} BC` : String(year);
}
