import { A } from "@solidjs/router";
import { For, Show, type JSX } from "solid-js";
import type { Provenance } from "../../domain/provenance.ts";
import { useApp } from "../state/app.tsx";
import { Note } from "./note.tsx";
import { ProvenanceLine } from "./provenance-line.tsx";

/** Whose data a list of recommendations speaks from, and which version of the recommender. */
export function RecommenderLine(props: {
  readonly provenance: Provenance;
  readonly version: string | null;
}): JSX.Element {
  return (
    <ProvenanceLine
      provenance={props.provenance}
      version={
        <A class="version-link" href="/train/recommendations">
          {props.version === null ? "not trained yet" : `recommendations ${props.version}`}
        </A>
      }
    />
  );
}

/** What a reader must know before trusting a list: nothing is trained yet, or something was set aside. */
export function RecommenderNotes(props: {
  readonly provenance: Provenance;
  readonly version: string | null;
}): JSX.Element {
  const { jobs } = useApp();
  const job = () => jobs.recommender;
  return (
    <>
      <Show when={props.version === null}>
        <Note
          action={
            <button
              type="button"
              class="button"
              disabled={job().running()}
              onClick={() =>
                void jobs.trainRecommender({ datasetId: props.provenance.dataset.id, preset: "fast" })
              }
            >
              {job().running() ? "Learning …" : "Learn it now"}
            </button>
          }
        >
          What readers choose together has not been learnt from the sales yet. Until then these are simply the
          titles read most.
        </Note>
      </Show>
      <For each={props.provenance.warnings}>{(warning) => <Note>{warning}</Note>}</For>
    </>
  );
}
