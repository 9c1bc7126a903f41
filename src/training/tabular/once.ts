/**
 * Does a named piece of work, or gives what an earlier run of the same training kept of it. Whatever is made must survive
 * a structured clone, and be the same whenever it is made anew.
 */
export type Once = <T>(name: string, make: () => Promise<T>) => Promise<T>;

/** Keeps nothing. */
export const alwaysAnew: Once = (_, make) => make();
