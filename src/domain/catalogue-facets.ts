/** One word of the catalogue and how many titles have it. */
export interface Facet {
  readonly value: string;
  readonly titles: number;
}

/** What the titles of a shop can be filtered by; most titles first, service lines left out. */
export interface CatalogueFacets {
  readonly genres: readonly Facet[];
  readonly languages: readonly Facet[];
  /** Whether any title says from which age it is meant. */
  readonly ages: boolean;
}
