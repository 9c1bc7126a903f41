import type { QueryFilter, QueryReading, TableQuery } from "../../domain/table-query.ts";

/**
 * The query with what was typed instead of the name it was read as, or null where no filter holds that name: then
 * there is nothing to refuse.
 */
export function readingRefused(query: TableQuery, reading: QueryReading): TableQuery | null {
  let found = false;
  const filters = query.filters.map((filter): QueryFilter => {
    if (!holds(filter, reading.as)) return filter;
    found = true;
    return { field: filter.field, is: "contains", value: reading.typed };
  });
  return found ? { ...query, filters } : null;
}

function holds(filter: QueryFilter, name: string): boolean {
  switch (filter.is) {
    case "equal":
    case "not":
    case "contains":
    case "lacks":
      return filter.value === name;
    case "one-of":
    case "none-of":
      return filter.values.includes(name);
    case "between":
    case "present":
    case "missing":
      return false;
  }
}
