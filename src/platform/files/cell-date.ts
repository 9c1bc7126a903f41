/** "2010-12-01 08:26:00", or only the date at midnight; milliseconds are rounding errors of a day's fraction. */
export function dateText(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "";
  const iso = new Date(Math.round(milliseconds / 1000) * 1000).toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}
