import type { GeneratorState } from "../../domain/generator.ts";
import type { AppState } from "./app.tsx";
import { createLoad, type Load } from "./load.ts";

/** Which language model puts answers into words; one for all screens. */
export function deviceGenerator(app: AppState): Load<GeneratorState> {
  const state = createLoad(
    () => "device",
    () => app.services.ask.generator(),
  );
  app.onStores(["models"], () => void state.reload());
  return state;
}
