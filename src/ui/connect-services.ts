import { requestPersistence, storageStatus, subscribeChanges, subscribeNotices } from "../bridge/storage.ts";
import {
  connectAnswer,
  connectAsk,
  connectAskIndex,
  connectExperiments,
  connectIngest,
  connectPredict,
  connectProfile,
  connectTable,
  connectTrain,
} from "../bridge/workers.ts";
import type { Services } from "./state/services.ts";

/** The workers and the storage of this browser. A worker starts with its first call. */
export function connectServices(): Services {
  const ask = connectAsk();
  return {
    ingest: connectIngest().api,
    predict: connectPredict().api,
    train: connectTrain().api,
    tables: connectTable().api,
    answer: connectAnswer().api,
    ask: ask.api,
    stopAsk: ask.terminate,
    // Few ask for it: not a part of the first screen.
    rewriting: {
      browserModel: async () => await (await import("../bridge/rewrite.ts")).browserModel(),
      fetchBrowserModel: async (onShare) =>
        await (await import("../bridge/rewrite.ts")).fetchBrowserModel(onShare),
      rewrite: async (choice, request, onRewrite, signal) => {
        const { rewriteAnswer, writerOf } = await import("../bridge/rewrite.ts");
        return await rewriteAnswer(ask.api, writerOf(choice), request, onRewrite, signal);
      },
    },
    askIndex: connectAskIndex().api,
    experiments: connectExperiments().api,
    profile: connectProfile().api,
    openIngest: () => {
      const { api, terminate } = connectIngest();
      return { api, end: terminate };
    },
    openTrain: () => {
      const { api, terminate } = connectTrain();
      return { api, end: terminate };
    },
    openTables: () => {
      const { api, terminate } = connectTable();
      return { api, end: terminate };
    },
    openAnswer: () => {
      const { api, terminate } = connectAnswer();
      return { api, end: terminate };
    },
    openAskIndex: () => {
      const { api, terminate } = connectAskIndex();
      return { api, end: terminate };
    },
    storageStatus,
    requestPersistence,
    onChanges: subscribeChanges,
    onNotice: subscribeNotices,
  };
}
