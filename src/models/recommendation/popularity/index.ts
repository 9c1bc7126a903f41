import { decodeState, encodeState } from "../../state-codec.ts";
import type { RecommendationModel } from "../task.ts";
import { fitPopularity, popularityScores, type PopularityState } from "./fit.ts";
import { popularityOptions, type PopularityOptions } from "./options.ts";

const FORMAT = 1;

/** What most readers chose: overall, lately, or in the genres of the reader. */
export const popularity: RecommendationModel<PopularityOptions, PopularityState> = {
  id: "popularity",
  task: "recommendation",
  label: "Popularity",
  options: popularityOptions,
  fit: fitPopularity,
  predict: (state, { history }) => ({ scores: popularityScores(state, history) }),
  save: (state) =>
    encodeState("popularity", FORMAT, {
      scalars: { genreWeight: state.genreWeight },
      arrays: { popularity: Float64Array.from(state.popularity), genre: Float64Array.from(state.genre) },
    }),
  load: (bytes) => {
    const { scalars, arrays } = decodeState("popularity", FORMAT, bytes);
    return {
      popularity: Float32Array.from(arrays["popularity"]!),
      genre: Int32Array.from(arrays["genre"]!),
      genreWeight: Number(scalars["genreWeight"]),
    };
  },
};
