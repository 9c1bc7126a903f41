import type { TitleRecord } from "../../domain/dataset.ts";
import type { CatalogueAttribute } from "./definition.ts";
import type { CatalogueColumns } from "./sale-history.ts";

const ATTRIBUTE_OF: Readonly<Record<CatalogueAttribute, (title: TitleRecord) => string | null>> = {
  genre: ({ genre }) => genre,
  author: ({ authors }) => authors[0] ?? null,
  series: ({ series }) => series?.name ?? null,
  format: ({ format }) => format,
  language: ({ language }) => language,
  publisher: ({ publisher }) => publisher,
};

/** What the catalogue says of the titles named, in their order. */
export function catalogueColumns(
  titles: readonly string[],
  catalogue: ReadonlyMap<string, TitleRecord>,
): CatalogueColumns {
  const of = (attribute: CatalogueAttribute): (string | null)[] =>
    titles.map((id) => {
      const title = catalogue.get(id);
      return title === undefined ? null : ATTRIBUTE_OF[attribute](title);
    });
  return {
    attributes: {
      genre: of("genre"),
      author: of("author"),
      series: of("series"),
      format: of("format"),
      language: of("language"),
      publisher: of("publisher"),
    },
  };
}
