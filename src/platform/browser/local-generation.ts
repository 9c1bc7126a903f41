import { coreError, throwIfAborted } from "../../core/errors.ts";
import type { LocalGenerator } from "../../domain/generator.ts";
import type { OpenGenerator } from "./wllama-generator.ts";

/** Two sentences and a little. */
export const MOST_TOKENS = 96;

/** Where the model comes from, and what opens it. */
export interface LocalGenerationParts {
  readonly read: () => Promise<{
    readonly local: LocalGenerator;
    readonly pieces: Uint8Array<ArrayBuffer>[];
  }>;
  readonly open: (generatorId: string, model: Blob) => Promise<OpenGenerator>;
}

export interface LocalGeneration {
  /**
   * Let the model that was added write; one text at a time.
   *
   * @param onText called with all that it has written so far
   * @throws `generator.none`, `generation.*`, `core.aborted` after `stop`
   */
  generate(prompt: string, onText: (textSoFar: string) => void): Promise<string>;
  /** Stop what is being written. */
  stop(): void;
}

/** The model that a person added, opened when it is first asked for and again when it was replaced. */
export function localGeneration({ read, open }: LocalGenerationParts): LocalGeneration {
  let opened: { readonly sha256: string; readonly generator: Promise<OpenGenerator> } | null = null;
  let running: AbortController | null = null;

  const ready = async (): Promise<OpenGenerator> => {
    const { local, pieces } = await read();
    if (opened?.sha256 !== local.sha256) {
      const before = opened;
      // Two of them would not fit.
      await before?.generator.then(
        ({ dispose }) => dispose(),
        () => {},
      );
      const generator = open(local.label, new Blob(pieces));
      opened = { sha256: local.sha256, generator };
      // The next question tries again.
      generator.catch(() => (opened = null));
    }
    return await opened.generator;
  };

  return {
    stop: () => running?.abort(),
    async generate(prompt, onText) {
      if (running !== null) throw coreError("core.aborted", { what: "The wording" });
      const mine = new AbortController();
      running = mine;
      try {
        const generator = await ready();
        throwIfAborted(mine.signal, "The wording");
        let text = "";
        for await (const piece of generator.generate(prompt, {
          signal: mine.signal,
          maxTokens: MOST_TOKENS,
        })) {
          text += piece;
          onText(text);
        }
        return text;
      } finally {
        running = null;
      }
    },
  };
}
