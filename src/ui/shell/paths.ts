/** Address of a title's page. */
export const titlePath = (itemId: string): string => `/titles/${encodeURIComponent(itemId)}`;

/** Ask, with a question in its box. */
export const askPath = (question: string): string => `/ask?question=${encodeURIComponent(question)}`;

/** Full screen, without the shop's navigation. */
export const KIOSK_PATH = "/kiosk";

/** Report of a version of a table's model. */
export const tableModelPath = (model: string, version: string): string => `/train/table/${model}/${version}`;

/** Two versions of tables' models side by side, "NAME@VERSION" each. */
export const tableComparePath = (a: string, b: string): string =>
  `/train/table/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`;
