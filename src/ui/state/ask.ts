import { batch, createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { AnswerFeedback, AskAnswer, AskFilters, AskTurn } from "../../domain/ask.ts";
import { turnOf } from "../../domain/ask-turn.ts";
import type { TableQuery } from "../../domain/table-query.ts";
import type { AppState } from "./app.tsx";

/** From here on a question is slow enough to offer a way to stop it. */
const SLOW_MS = 1000;

/** `slow`: being answered for more than a second; `stopped`: nobody waits for its answer any more. */
export type ExchangeStatus = "asking" | "slow" | "answered" | "failed" | "stopped";

/** A question and what came of it. */
export interface Exchange {
  readonly text: string;
  readonly filters: AskFilters;
  readonly status: Accessor<ExchangeStatus>;
  /** The latest answer; kept while an edited query runs. */
  readonly answer: Accessor<AskAnswer | null>;
  readonly error: Accessor<AppError | null>;
  /** What was said of the answer that is shown. */
  readonly feedback: Accessor<AnswerFeedback | null>;
  /** Whether the query was edited, so that the answer before can come back. */
  readonly edited: Accessor<boolean>;
}

/** The book that questions are about, where one came from its page. */
export interface AskSubject {
  readonly itemId: string;
  readonly title: string;
}

/**
 * Questions and answers of one sitting. They are in the memory of the page only: not in the address, the storage or a
 * log.
 */
export interface Conversation {
  /** Oldest first. */
  readonly exchanges: Accessor<readonly Exchange[]>;
  readonly asking: Accessor<boolean>;
  readonly filters: Accessor<AskFilters>;
  readonly subject: Accessor<AskSubject | null>;
  filter(part: Partial<Pick<AskFilters, "kinds" | "inStock">>): void;
  askAbout(subject: AskSubject | null): void;
  /** Ask; a question that is still being answered is not waited for. */
  ask(text: string): void;
  /** Ask the same again, after a failure or a stop. */
  again(exchange: Exchange): void;
  /** Answer the same question by this query. */
  rerun(exchange: Exchange, query: TableQuery): void;
  /** The answer before the last edit comes back, without being computed again. */
  undo(exchange: Exchange): void;
  stop(): void;
  clear(): void;
  /** @param better passage that answers, for `better-source` */
  judge(exchange: Exchange, verdict: AnswerFeedback["verdict"], better: string | null): Promise<boolean>;
  withdraw(exchange: Exchange): Promise<void>;
}

interface OpenExchange extends Exchange {
  readonly before: readonly AskTurn[];
  readonly setStatus: (status: ExchangeStatus) => void;
  readonly setAnswer: (answer: AskAnswer | null) => void;
  readonly setError: (error: AppError | null) => void;
  readonly setFeedback: (feedback: AnswerFeedback | null) => void;
  /** Answers before each edit, latest last. */
  readonly past: Accessor<readonly AskAnswer[]>;
  readonly setPast: (past: readonly AskAnswer[]) => void;
}

export function createConversation(app: AppState): Conversation {
  const { services, datasets } = app;
  const [exchanges, setExchanges] = createSignal<readonly OpenExchange[]>([]);
  const [chosen, setChosen] = createSignal<Omit<AskFilters, "sourceIds">>({ kinds: [], inStock: false });
  const [subject, askAbout] = createSignal<AskSubject | null>(null);
  const filters = createMemo((): AskFilters => {
    const about = subject();
    return { ...chosen(), sourceIds: about === null ? [] : [`title/${about.itemId}`] };
  });
  const [current, setCurrent] = createSignal<OpenExchange | null>(null);
  const asking = createMemo(() => current() !== null);
  let turn = 0;

  const stop = (): void => {
    const waiting = current();
    if (waiting === null) return;
    turn++;
    // A worker in the middle of a long answer hears nothing: it is ended, and the next question starts another.
    if (waiting.status() === "slow") services.stopAsk();
    waiting.setStatus(waiting.answer() === null ? "stopped" : "answered");
    setCurrent(null);
  };

  const run = async (exchange: OpenExchange, query: TableQuery | null): Promise<void> => {
    const datasetId = datasets.currentId();
    if (datasetId === null) return;
    stop();
    const mine = ++turn;
    batch(() => {
      setCurrent(exchange);
      exchange.setError(null);
      exchange.setStatus("asking");
    });
    const slow = setTimeout(() => mine === turn && exchange.setStatus("slow"), SLOW_MS);
    try {
      const { text, before, filters: asked } = exchange;
      const answer = await services.ask.ask({ datasetId, text, before, filters: asked, query });
      if (mine !== turn) return;
      batch(() => {
        const old = exchange.answer();
        if (query !== null && old !== null) exchange.setPast([...exchange.past(), old]);
        exchange.setAnswer(answer);
        exchange.setFeedback(null);
        exchange.setStatus("answered");
        setCurrent(null);
      });
    } catch (thrown) {
      if (mine !== turn) return;
      batch(() => {
        exchange.setError(asAppError(thrown));
        exchange.setStatus("failed");
        setCurrent(null);
      });
    } finally {
      clearTimeout(slow);
    }
  };

  const clear = (): void => {
    stop();
    setExchanges([]);
  };
  createEffect(
    on(
      datasets.currentId,
      () => {
        clear();
        askAbout(null);
      },
      { defer: true },
    ),
  );

  const openOf = (exchange: Exchange): OpenExchange => exchange as OpenExchange;
  return {
    exchanges,
    asking,
    filters,
    subject,
    filter: (part) => setChosen((old) => ({ ...old, ...part })),
    askAbout,
    ask(text) {
      const asked = text.trim();
      if (asked === "" || datasets.currentId() === null) return;
      stop();
      const before = exchanges().flatMap((exchange) => {
        const answer = exchange.answer();
        return answer === null ? [] : [turnOf(exchange.text, answer)];
      });
      const exchange = openExchange(asked, filters(), before);
      setExchanges((all) => [...all, exchange]);
      void run(exchange, null);
    },
    again: (exchange) => void run(openOf(exchange), null),
    rerun: (exchange, query) => void run(openOf(exchange), query),
    undo(exchange) {
      const open = openOf(exchange);
      const past = open.past();
      if (past.length === 0) return;
      if (current() === open) stop();
      batch(() => {
        open.setAnswer(past.at(-1)!);
        open.setPast(past.slice(0, -1));
        open.setFeedback(null);
        open.setError(null);
        open.setStatus("answered");
      });
    },
    stop,
    clear,
    async judge(exchange, verdict, better) {
      const datasetId = datasets.currentId();
      const answer = exchange.answer();
      if (datasetId === null || answer === null) return false;
      try {
        const kept = await services.ask.giveFeedback(datasetId, {
          question: exchange.text,
          verdict,
          shown: answer.sources.map((source) => source.passageId),
          better,
        });
        const old = exchange.feedback();
        if (old !== null) await services.ask.withdrawFeedback(datasetId, old.feedbackId);
        if (exchange.answer() === answer) openOf(exchange).setFeedback(kept);
        return true;
      } catch (thrown) {
        app.toasts.showError(thrown);
        return false;
      }
    },
    async withdraw(exchange) {
      const datasetId = datasets.currentId();
      const given = exchange.feedback();
      if (datasetId === null || given === null) return;
      try {
        await services.ask.withdrawFeedback(datasetId, given.feedbackId);
        openOf(exchange).setFeedback(null);
      } catch (thrown) {
        app.toasts.showError(thrown);
      }
    },
  };
}

function openExchange(text: string, filters: AskFilters, before: readonly AskTurn[]): OpenExchange {
  const [status, setStatus] = createSignal<ExchangeStatus>("asking");
  const [answer, setAnswer] = createSignal<AskAnswer | null>(null);
  const [error, setError] = createSignal<AppError | null>(null);
  const [feedback, setFeedback] = createSignal<AnswerFeedback | null>(null);
  const [past, setPast] = createSignal<readonly AskAnswer[]>([]);
  return {
    text,
    filters,
    before,
    status,
    setStatus,
    answer,
    setAnswer,
    error,
    setError,
    feedback,
    setFeedback,
    past,
    setPast,
    edited: () => past().length > 0,
  };
}

/** The bookseller's conversation, kept while she looks at a title and comes back. */
export function deskConversation(app: AppState): Conversation {
  return createConversation(app);
}
