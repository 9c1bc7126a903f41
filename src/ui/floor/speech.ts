/** The parts of the Web Speech API that keep recognition on the device; not in TypeScript's own list yet. */
interface LocalRecognition extends EventTarget {
  lang: string;
  interimResults: boolean;
  processLocally: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}
interface LocalRecognitionClass {
  new (): LocalRecognition;
  available?(options: { langs: readonly string[]; processLocally: boolean }): Promise<string>;
}
interface ResultEvent extends Event {
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}
interface FailureEvent extends Event {
  readonly error: string;
}

/** One spoken question under way. */
export interface Listening {
  stop(): void;
}

/** Speech to text that never leaves the device. */
export interface DeviceSpeech {
  /**
   * @param onText what was heard so far, and whether it is final
   * @param onEnd with a sentence when nothing could be heard
   */
  listen(onText: (text: string, final: boolean) => void, onEnd: (failure: string | null) => void): Listening;
}

/**
 * Recognition of a language on the device itself, or null where the browser has none, or would send what is said to a
 * server: then there must be no microphone.
 */
export async function deviceSpeech(language: string): Promise<DeviceSpeech | null> {
  const { SpeechRecognition: Recognition } = globalThis as unknown as {
    readonly SpeechRecognition?: LocalRecognitionClass;
  };
  // A browser that does not know `processLocally` would ignore it.
  if (Recognition?.available === undefined || !("processLocally" in Recognition.prototype)) return null;
  try {
    const state = await Recognition.available({ langs: [language], processLocally: true });
    if (state !== "available") return null;
  } catch {
    // The language is unknown to it, or a policy forbids it: as good as absent.
    return null;
  }
  return { listen: (onText, onEnd) => listen(new Recognition(), language, onText, onEnd) };
}

function listen(
  recognition: LocalRecognition,
  language: string,
  onText: (text: string, final: boolean) => void,
  onEnd: (failure: string | null) => void,
): Listening {
  let failure: string | null = null;
  recognition.lang = language;
  recognition.interimResults = true;
  recognition.processLocally = true;
  recognition.addEventListener("result", (event) => {
    const results = Array.from((event as ResultEvent).results);
    const text = results.map((result) => result[0]?.transcript ?? "").join(" ");
    onText(
      text.trim(),
      results.every((result) => result.isFinal),
    );
  });
  recognition.addEventListener("error", (event) => {
    failure = FAILURES[(event as FailureEvent).error] ?? "Nothing was understood.";
  });
  recognition.addEventListener("end", () => onEnd(failure));
  recognition.start();
  return { stop: () => recognition.stop() };
}

const FAILURES: Readonly<Record<string, string>> = {
  "not-allowed": "The microphone is not allowed here; the browser's settings for this page can allow it.",
  "audio-capture": "There is no microphone.",
  "no-speech": "Nothing was said.",
};
