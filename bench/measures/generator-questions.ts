/** A question for a generator with the passages that it is given. */
export interface GeneratorQuestion {
  readonly question: string;
  readonly passages: readonly string[];
  /** What a right answer must hold; null where the passages do not say. */
  readonly gold: RegExp | null;
}

/** Six questions of a catalogue; the last two cannot be answered from their passages. */
export const GENERATOR_QUESTIONS: readonly GeneratorQuestion[] = [
  {
    question: "Who wrote Moby-Dick?",
    passages: [
      "Moby-Dick is a novel by Herman Melville, published in 1851. The sailor Ishmael tells of Captain Ahab, who hunts the white whale that took his leg.",
      "Whaling in the nineteenth century lit the lamps of Europe and America. Ships from Nantucket stayed at sea for three years and longer.",
    ],
    gold: /Melville/,
  },
  {
    question: "Where does the lighthouse keeper's daughter hide the letter?",
    passages: [
      "Anna, the daughter of the lighthouse keeper, hides the letter in the case of the old clock. Nobody has wound the clock since her mother left.",
      "The book was praised for its quiet tone. It won the regional prize for first novels in 1998.",
    ],
    gold: /clock/i,
  },
  {
    question: "When was The Time Machine first published?",
    passages: [
      "The Time Machine by H. G. Wells was first published in 1895. It made the idea of a machine that travels in time popular.",
      "The War of the Worlds by H. G. Wells followed in 1898 and tells of an invasion from Mars.",
    ],
    gold: /1895/,
  },
  {
    question: "What does Captain Nemo call his submarine?",
    passages: [
      "Professor Aronnax is taken aboard the submarine of Captain Nemo, which its master calls the Nautilus. They travel twenty thousand leagues below the seas.",
      "Jules Verne wrote more than sixty novels. Many of them were translated within a year.",
    ],
    gold: /Nautilus/,
  },
  {
    question: "How many copies of Emma were printed in the first edition?",
    passages: [
      "Emma by Jane Austen tells of a young woman in Highbury who likes to make matches for her friends. The book is dedicated to the Prince Regent.",
      "Jane Austen lived in Chawton, where she revised her early novels.",
    ],
    gold: null,
  },
  {
    question: "Who drew the pictures in The Wind in the Willows?",
    passages: [
      "The Wind in the Willows by Kenneth Grahame tells of Mole, Rat, Toad and Badger, who live by the river. It began as bedtime stories for his son.",
      "Treasure maps and river boats fill many children's books. Readers from eight years on enjoy them.",
    ],
    gold: null,
  },
];
