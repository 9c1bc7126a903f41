import { requestPersistence, storageStatus, subscribeChanges, subscribeNotices } from "../bridge/storage.ts";
import {
  connectAnswer,
  connectIngest,
  connectPredict,
  connectProfile,
  connectTrain,
} from "../bridge/workers.ts";
import type { Services } from "./state/services.ts";

/** The workers and the storage of this browser. A worker starts with its first call. */
export function connectServices(): Services {
  return {
    ingest: connectIngest().api,
    predict: connectPredict().api,
    train: connectTrain().api,
    answer: connectAnswer().api,
    profile: connectProfile().api,
    openIngest: () => {
      const { api, terminate } = connectIngest();
      return { api, end: terminate };
    },
    openTrain: () => {
      const { api, terminate } = connectTrain();
      return { api, end: terminate };
    },
    openAnswer: () => {
      const { api, terminate } = connectAnswer();
      return { api, end: terminate };
    },
    storageStatus,
    requestPersistence,
    onChanges: subscribeChanges,
    onNotice: subscribeNotices,
  };
}
