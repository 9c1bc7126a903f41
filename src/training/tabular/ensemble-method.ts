import { throwIfAborted } from "../../core/errors.ts";
import { decodeState, encodeState } from "../../models/state-codec.ts";
import type { ColumnEncodings } from "./encode-categories.ts";
import { encodedMethod } from "./encoded-method.ts";
import { tableMethod, type TableMethod, type TableTask } from "./table-task.ts";

/** A method of an ensemble and how much it counts. */
export interface EnsembleMember {
  readonly method: TableMethod;
  /** The weights sum to 1. */
  readonly weight: number;
}

/** How an ensemble's options name a member. */
interface NamedMember {
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly weight: number;
}

/** Several methods that predict together: the mean of their outputs, by weight. Its state is theirs, in their order. */
export interface EnsembleMethod extends TableMethod {
  readonly members: readonly EnsembleMember[];
}

export const ENSEMBLE = "ensemble";
const FORMAT = 1;

export const isEnsemble = (method: TableMethod): method is EnsembleMethod => method.id === ENSEMBLE;

/** The ensemble of weighted methods. */
export function ensembleMethod(members: readonly EnsembleMember[]): EnsembleMethod {
  const blend = (parts: readonly Float64Array[]): Float64Array => {
    const sum = new Float64Array(parts[0]!.length);
    parts.forEach((part, m) => {
      const { weight } = members[m]!;
      for (let i = 0; i < sum.length; i++) sum[i]! += weight * part[i]!;
    });
    return sum;
  };
  const statesOf = (state: unknown): readonly unknown[] => state as readonly unknown[];
  const named = members.map(({ method, weight }): NamedMember => {
    return { method: method.id, options: method.options, weight };
  });
  return {
    id: ENSEMBLE,
    label: `Ensemble of ${members.length}`,
    options: { members: named },
    schema: {},
    members,
    fit: async (data, context) => {
      const states: unknown[] = [];
      for (const [m, { method }] of members.entries()) {
        throwIfAborted(context.signal, "Training");
        states.push(await method.fit(data, { ...context, random: context.random.fork(`member ${m}`) }));
      }
      return states;
    },
    outputs: (state, table) =>
      blend(members.map(({ method }, m) => method.outputs(statesOf(state)[m], table))),
    importance: (state) =>
      blend(members.map(({ method }, m) => shares(method.importance(statesOf(state)[m])))),
    save: (state) =>
      encodeState(ENSEMBLE, FORMAT, {
        scalars: { members: members.length },
        arrays: {},
        words: Object.fromEntries(
          members.map(({ method }, m) => [`member ${m}`, method.save(statesOf(state)[m])]),
        ),
      }),
    load: (bytes) => {
      const { words } = decodeState(ENSEMBLE, FORMAT, bytes);
      return members.map(({ method }, m) => method.load(Uint8Array.from(words[`member ${m}`] as Uint8Array)));
    },
  };
}

/**
 * A method as a model that was saved names it: one of the catalogue's, behind an encoding or not, or an ensemble.
 *
 * @throws `model.unknown-id`, `model.unknown-option`, `model.bad-option`
 */
export async function savedMethod(
  task: TableTask,
  id: string,
  options: Readonly<Record<string, unknown>>,
  classes: readonly string[],
): Promise<TableMethod> {
  if (id !== ENSEMBLE) return namedMethod(task, id, options, classes);
  const members: EnsembleMember[] = [];
  for (const named of options["members"] as readonly NamedMember[]) {
    const method = await namedMethod(task, named.method, named.options, classes);
    members.push({ method, weight: named.weight });
  }
  return ensembleMethod(members);
}

async function namedMethod(
  task: TableTask,
  id: string,
  { encodings, ...options }: Readonly<Record<string, unknown>>,
  classes: readonly string[],
): Promise<TableMethod> {
  const method = await tableMethod(task, id, options, classes);
  return encodings === undefined
    ? method
    : encodedMethod(method, encodings as ColumnEncodings, classes.length);
}

/** Divided by their sum, so that members' units do not matter; all 0 stay so. */
function shares(values: Float64Array): Float64Array {
  let sum = 0;
  for (const value of values) sum += value;
  return sum > 0 ? values.map((value) => value / sum) : values;
}
