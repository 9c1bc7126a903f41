const JOB_LOCK = "soma/running-job";

/**
 * Count this promise as a running job, seen by every tab, until it settles. Web Locks do the counting: they end
 * with the tab, however it ends.
 */
export async function trackJob<T>(job: Promise<T>): Promise<T> {
  void lockManager()?.request(JOB_LOCK, { mode: "shared" }, () => Promise.allSettled([job]));
  return job;
}

/** Whether an import or a training runs in any tab of the app. */
export async function isJobRunning(): Promise<boolean> {
  const state = await lockManager()?.query();
  return state?.held?.some(({ name }) => name === JOB_LOCK) ?? false;
}

/** Undefined outside secure contexts and in Node. */
function lockManager(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}
