import type { IndexModels, ModelNaming } from "../../domain/embedding-model.ts";
import type { AppState } from "./app.tsx";
import { shopAskIndex } from "./ask-index.ts";
import { createLoad, type Load } from "./load.ts";

/** What the job of adding a model is called. */
export const ADDING_MODEL = "Adding a model";

/** The models that vectors can be made with. */
export interface AskModels {
  readonly list: Load<IndexModels>;
  /** Null where it failed, was cancelled, or something else is under way. */
  add(source: readonly File[] | string, naming: ModelNaming): Promise<void>;
  choose(modelId: string): Promise<void>;
  remove(modelId: string): Promise<void>;
}

function createAskModels(app: AppState): AskModels {
  const { services, datasets, jobs, toasts } = app;
  const index = app.keep(shopAskIndex);
  const list = createLoad(
    () => "device",
    () => services.askIndex.models(),
  );
  app.onStores(["models"], () => void list.reload());
  /** Vectors go on afterwards: with the model that is then chosen. */
  const change = async (work: () => Promise<IndexModels>): Promise<void> => {
    jobs.indexing.cancel();
    try {
      list.set(await work());
    } catch (thrown) {
      toasts.showError(thrown);
    }
    await index.status.reload();
    await index.resume();
  };
  return {
    list,
    async add(source, naming) {
      const datasetId = datasets.currentId();
      if (datasetId === null) return;
      jobs.indexing.cancel();
      const known = new Set(list.value()?.models.map(({ modelId }) => modelId));
      const added = await jobs.index(ADDING_MODEL, datasetId, (api, onProgress) =>
        api.addModel(source, naming, onProgress),
      );
      if (added === null) return;
      list.set(added);
      const fresh = added.models.find(({ modelId }) => !known.has(modelId));
      toasts.show(`${fresh?.label ?? naming.label} is added. Choose it to make vectors with it.`);
      await index.resume();
    },
    choose: (modelId) => change(() => services.askIndex.chooseModel(modelId)),
    remove: (modelId) => change(() => services.askIndex.removeModel(modelId)),
  };
}

/** One for all screens. */
export function deviceModels(app: AppState): AskModels {
  return createAskModels(app);
}
