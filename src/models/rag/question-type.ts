/** What kind of thing a question asks for. */
export const QUESTION_TYPES = [
  "person",
  "thing",
  "time",
  "place",
  "reason",
  "manner",
  "number",
  "feeling",
  "other",
] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** Words that ask, in English, German and French; the first that stands in a question decides. */
const ASKING: readonly (readonly [QuestionType, RegExp])[] = [
  [
    "number",
    /\b(?:how (?:many|much|old|long|far|tall|big|often)|what (?:number|percentage|year|date|age)|wie ?(?:viele?|alt|lange?|oft)|combien)\b/iu,
  ],
  ["feeling", /\b(?:feel|feels|felt|feeling|fühlt?e?n?|sentir|sentait)\b/iu],
  ["reason", /\b(?:why|what caused|warum|wieso|weshalb|pourquoi)\b/iu],
  ["time", /\b(?:when|what (?:time|day|month|century)|wann|quand)\b/iu],
  ["person", /\b(?:who|whom|whose|wer|wem|wen|wessen|qui)\b/iu],
  ["place", /\b(?:where|wo|wohin|woher|où)\b/iu],
  ["manner", /\b(?:how|wie|comment)\b/iu],
  ["thing", /\b(?:what|which|was|welche[mnrs]?|que|quoi|quels?|quelles?)\b/iu],
];

export function questionType(question: string): QuestionType {
  return ASKING.find(([, pattern]) => pattern.test(question))?.[0] ?? "other";
}

const NUMBER_WORDS =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty thirty forty " +
  "fifty hundred thousand million billion dozen half twice zwei drei vier fünf sechs sieben acht neun zehn hundert tausend " +
  "deux trois quatre cinq six sept huit neuf dix cent mille";
const TIME_WORDS =
  "january february march april may june july august september october november december monday tuesday wednesday " +
  "thursday friday saturday sunday century year years month week day days night nights morning evening noon midnight dawn " +
  "summer winter spring autumn hour ago later before after soon when während januar februar märz mai juni juli oktober " +
  "dezember jahr jahre jahrhundert tag nacht janvier février mars avril juin juillet août septembre octobre décembre siècle année";
const REASON_WORDS =
  "because since for so therefore thus order due cause caused weil denn deshalb daher car parce puisque afin";
const PLACE_WORDS =
  "in at near on into inside under over through behind by upon to towards outside above below beside across between " +
  "im am bei auf unter über neben dans sur sous chez vers";
const FEELING_WORDS =
  "glad happy sad sorry afraid angry frightened pleased delighted joy proud surprised astonished fear grief rejoiced wept " +
  "cried terrified ashamed lonely jealous unhappy joyful anger tears troubled anxious worried grateful merry amazed wrath " +
  "furious disappointed miserable love loved hate hated content excited upset scared sorrow";
const MANNER_WORDS = "by with through using";

const EVIDENCE: Readonly<Partial<Record<QuestionType, ReadonlySet<string>>>> = {
  number: wordSet(NUMBER_WORDS),
  time: wordSet(TIME_WORDS),
  reason: wordSet(REASON_WORDS),
  place: wordSet(PLACE_WORDS),
  feeling: wordSet(FEELING_WORDS),
  manner: wordSet(MANNER_WORDS),
};

/** How many words of a text are of the kind that the question asks for: numbers, dates, names and the like. */
export function typeEvidence(type: QuestionType, words: readonly string[]): number {
  const known = EVIDENCE[type];
  let count = 0;
  words.forEach((word, i) => {
    const small = word.toLowerCase();
    if (known?.has(small)) count++;
    else if ((type === "number" || type === "time") && /\p{N}/u.test(word)) count++;
    // A capital inside a sentence: most often a name.
    else if ((type === "person" || type === "place") && i > 0 && /^\p{Lu}/u.test(word)) count++;
  });
  return count;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
