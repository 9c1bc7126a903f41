/** Address of a title's page. */
export const titlePath = (itemId: string): string => `/titles/${encodeURIComponent(itemId)}`;
