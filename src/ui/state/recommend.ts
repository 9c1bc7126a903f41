import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type {
  CustomerCard,
  Reaction,
  ReaderEntry,
  RecommendAnswer,
  Recommendation,
  RecommendFilters,
  RecommendQuestion,
} from "../../domain/recommendation.ts";
import type { AppState } from "./app.tsx";
import { createLoad, type Load } from "./load.ts";
import type { PickedTitle } from "./titles.ts";

/** A title that the reader has said something of. */
export interface SpokenTitle extends PickedTitle {
  readonly reaction: Reaction;
}

/** How a list is asked for, beyond who asks. */
export interface ListWishes {
  readonly filters: RecommendFilters;
  readonly diversity: number;
  readonly novelty: number;
  readonly length: number;
}

export const PLAIN_WISHES: ListWishes = { filters: {}, diversity: 0, novelty: 0, length: 10 };

/** A list of recommendations that follows whatever is said of the reader and of the list. */
export interface Recommendations {
  readonly answer: Load<RecommendAnswer>;
  /** The answer without the titles taken off since it was asked for. */
  readonly items: Accessor<readonly Recommendation[]>;
  readonly spoken: Accessor<readonly SpokenTitle[]>;
  readonly customer: Accessor<CustomerCard | null>;
  readonly wishes: Accessor<ListWishes>;
  /** Titles taken off the list: not for this reader. */
  readonly takenOff: Accessor<readonly SpokenTitle[]>;
  /** Say something of a title; what was said of it before is replaced. */
  say(title: PickedTitle, reaction: Reaction): void;
  unsay(itemId: string): void;
  chooseCustomer(customer: CustomerCard | null): void;
  wish(part: Partial<ListWishes>): void;
  /** Nobody has said anything; wishes stay. */
  forget(): void;
}

/** Reactions that take a title off the list without saying that it was liked. */
const TAKES_OFF: readonly Reaction[] = ["not-for-me", "read"];

/**
 * @param ask the question as `answer.worker` takes it
 */
export function createRecommendations(
  app: AppState,
  ask: (question: RecommendQuestion) => Promise<RecommendAnswer>,
): Recommendations {
  const [said, setSaid] = createSignal<readonly SpokenTitle[]>([]);
  const [customer, setCustomer] = createSignal<CustomerCard | null>(null);
  const [wishes, setWishes] = createSignal<ListWishes>(PLAIN_WISHES);
  const spoken = createMemo(() => said().filter((title) => !TAKES_OFF.includes(title.reaction)));
  const takenOff = createMemo(() => said().filter((title) => TAKES_OFF.includes(title.reaction)));

  const question = createMemo((): Omit<RecommendQuestion, "datasetId"> => {
    const { length, ...wished } = wishes();
    const known = customer();
    if (known === null) return { reader: { entries: said().map(entryOf) }, k: length, ...wished };
    // A loyalty card has its own history: what is taken off is left out of a longer list.
    return { reader: { customer: known.customer }, k: length + said().length, ...wished };
  });
  const answer = createLoad(app.datasets.currentId, (datasetId: string) => ask({ datasetId, ...question() }));
  createEffect(on(question, () => void answer.reload(), { defer: true }));
  createEffect(
    on(
      app.datasets.currentId,
      () => {
        setSaid([]);
        setCustomer(null);
      },
      { defer: true },
    ),
  );
  app.onStores(["datasets", "catalogue", "stock", "artifacts"], () => void answer.reload());

  const items = createMemo(() => {
    const off = new Set(said().map((title) => title.itemId));
    return (answer.value()?.items ?? []).filter((item) => !off.has(item.itemId)).slice(0, wishes().length);
  });

  return {
    answer,
    items,
    spoken,
    customer,
    wishes,
    takenOff,
    say(title, reaction) {
      const { itemId, title: name, authors } = title;
      const entry: SpokenTitle = { itemId, title: name, authors, reaction };
      setSaid((all) =>
        all.some((known) => known.itemId === itemId)
          ? all.map((known) => (known.itemId === itemId ? entry : known))
          : [...all, entry],
      );
    },
    unsay(itemId) {
      setSaid((all) => all.filter((title) => title.itemId !== itemId));
    },
    chooseCustomer(chosen) {
      setSaid([]);
      setCustomer(chosen);
    },
    wish(part) {
      setWishes((old) => ({ ...old, ...part }));
    },
    forget() {
      setSaid([]);
      setCustomer(null);
    },
  };
}

const entryOf = ({ itemId, reaction }: SpokenTitle): ReaderEntry => ({ itemId, reaction });

/** The bookseller's list, kept while she looks at a title and comes back. */
export function deskRecommendations(app: AppState): Recommendations {
  return createRecommendations(app, (question) => app.services.answer.recommend(question));
}
