/** The private list and the recommendations through their real workers, for a test to call from any page of the app. */
import type { ProfileApi } from "../../../src/bridge/api.ts";
import { connect } from "../../../src/bridge/connect.ts";
import { newPasskeySecret, passkeySecret } from "../../../src/bridge/passkey.ts";
import { errorEnvelope } from "../../../src/core/error-envelope.ts";

const worker = (name: string): Worker => new Worker(`/${name}.js`, { type: "module" });
const profile = connect<ProfileApi>(() => worker("profile.worker"), { name: "private list" });
/** Takes any question: the test of the recommendations' own contents is elsewhere. */
const answer = connect<{ recommend(question: object): Promise<{ unknown: readonly string[] }> }>(
  () => worker("answer.worker"),
  { name: "recommendations" },
);

export const tools = {
  profile: profile.api,
  recommend: (question: object) => answer.api.recommend(question),
  newPasskeySecret,
  passkeySecret,
  /** What an error report would hold of the failure. */
  failureOf: async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "",
      (thrown: unknown) => JSON.stringify(errorEnvelope(thrown)),
    ),
  end: (): void => {
    profile.terminate();
    answer.terminate();
  },
};
export type PrivateTools = typeof tools;

Object.assign(globalThis, { privateTools: tools });
