/** Address of a title's page. */
export const titlePath = (itemId: string): string => `/titles/${encodeURIComponent(itemId)}`;

/** Full screen, without the shop's navigation. */
export const KIOSK_PATH = "/kiosk";
