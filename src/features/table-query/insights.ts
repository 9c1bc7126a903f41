import type {
  QueryField,
  QueryFilter,
  QueryPeriod,
  TablePlan,
  TableQuery,
} from "../../domain/table-query.ts";
import { NUMBER, readCount } from "./number-words.ts";
import { takePeriod } from "./period-phrases.ts";
import { declined } from "./planned.ts";
import { find, phrase, take, type Question } from "./question-text.ts";
import { FIELD_WORDS } from "./query-words.ts";
import { EXPECTED_DAYS, hasField, type ShopTable } from "./shop-table.ts";

/** What a manager asks for by a word of the trade: its filters and its order. */
export interface Insight {
  readonly filters: readonly QueryFilter[];
  readonly sort: TableQuery["sort"];
  readonly period: QueryPeriod | null;
}

/** Stock that lasts longer than this is too much: three times as far as the forecast looks. */
export const OVERSTOCK_DAYS = 3 * EXPECTED_DAYS;

const RUN_OUT = phrase(
  "(?:will |are going to |is going to |going to |might |may |about to |are about to |do |does |that |which |likely to |is |are )*(?:run(?:s|ning)? out(?: of stock)?|sell out|be sold out|be out of stock|(?:geht|gehen) (?:uns )?(?:(?<when>diese woche|nachste woche|heute|bald|diesen monat) )?aus|(?:sind|ist|wird|werden) (?:bald )?(?:ausverkauft|knapp)|ausgehen|va manquer|vont manquer|rupture)",
);
const WHEN = phrase(
  `(?:(?:in|within|over|during|for|by|innerhalb) )*(?:the )?(?:(?:next|coming|following|nachsten|prochains?|prochaines?) (?<n>${NUMBER}) (?<unit>days?|weeks?|tagen?|wochen|jours|semaines)|(?<n2>${NUMBER}) (?<unit2>days|weeks)|(?<named>today|tomorrow|this week|diese woche|cette semaine|next week|nachste woche|la semaine prochaine|this month|diesen monat|ce mois|next month|soon|bald|bientot|shortly|next|heute|aujourd hui))`,
);
const TO_ORDER = phrase(
  "(?:(?:today|now|heute|jetzt|aujourd hui|should|must|shall|do|need|have|to|i|we|muss|soll|sollen|mussen|ich|wir|dois|je|faut|il|devons|nous|can) )*(?:re ?order|restock|order|bestellen|nachbestellen|commander)(?<!in order|in the order|right order|reading order|series order)(?: today| now| heute| aujourd hui)?|(?:today 's|todays|the|my|our|heutige) (?:order|orders|order list|bestellung|commande)|on (?:today 's|the|my|our) (?:order )?list(?: today)?|(?:order|to order) list",
);
const UNSOLD = phrase(
  "(?:has|have|had|did|does|do|hat|haben|wurden?|was|were|is|are|that|which|die|qui|n ont|ne se sont|n a|se) ?(?:|has |have )?(?:not|never|n t|nicht|nie|pas|jamais|nothing|no)(?: been| ete)? (?:sold?|sell|verkauft|vendue?s?|moved|shifted)(?: (?:a (?:single )?copy|at all|any(?: copies)?|anything))?|(?:didnt|hasnt|havent|dont|doesnt|did n t) (?:sell|sold|been sold)(?: at all| any)?|unsold|sold (?:nothing|no copies|no copy|zero copies)|without (?:a )?(?:single )?sales?|with no sales|unverkauft|invendus?",
);
const OVERSTOCKED = phrase(
  "overstocked|over stocked|overstock|too (?:much|many)(?: copies| stock)?(?: of)?|(?:dead|slow|excess) stock|slow movers|uberbestand|zu viele(?: exemplare)?(?: von)?|zu viel|surstock|en surstock|trop(?: d exemplaires)?",
);
const ON_ORDER = phrase(
  "(?:is |are |that are |which are )?(?:on order|already ordered|bestellt|on its way|on their way|en commande)",
);

/** Read a manager's question out of the words; null: it is none. A plan where the shop lacks what it needs. */
export function insightOf(table: ShopTable, question: Question): Insight | TablePlan | null {
  if (find(question, phrase("why|warum|pourquoi")) !== null) return null;
  if (take(question, OVERSTOCKED) !== null) {
    return needs(
      table,
      "cover",
      [
        { field: "cover", is: "between", low: OVERSTOCK_DAYS, high: null },
        { field: "onHand", is: "between", low: 1, high: null },
      ],
      { field: "cover", descending: true },
    );
  }
  if (take(question, UNSOLD) !== null) return unsold(table, question);
  const runOut = take(question, RUN_OUT);
  if (runOut !== null) return runningOut(table, question, runOut.words["when"]);
  if (take(question, ON_ORDER) !== null) {
    return needs(table, "onOrder", [{ field: "onOrder", is: "between", low: 1, high: null }], {
      field: "onOrder",
      descending: true,
    });
  }
  if (find(question, phrase("series|reihe|serie")) === null && take(question, TO_ORDER) !== null) {
    return needs(table, "toOrder", [{ field: "toOrder", is: "between", low: 1, high: null }], {
      field: "toOrder",
      descending: true,
    });
  }
  return null;
}

function needs(
  table: ShopTable,
  field: QueryField,
  filters: readonly QueryFilter[],
  sort: TableQuery["sort"],
  period: QueryPeriod | null = null,
): Insight | TablePlan {
  if (hasField(table, field)) return { filters, sort, period };
  return declined("no-field", `The shop's data does not say the ${FIELD_WORDS[field]} of its titles yet.`);
}

function unsold(table: ShopTable, question: Question): Insight | TablePlan {
  const period = table.sales && takePeriod(question, table.sales.demand.firstDay, table.sales.demand.lastDay);
  const sort = hasField(table, "onHand") ? ({ field: "onHand", descending: true } as const) : null;
  return needs(table, "sold", [{ field: "sold", is: "between", low: null, high: 0 }], sort, period);
}

function runningOut(table: ShopTable, question: Question, said: string | undefined): Insight | TablePlan {
  const when = said === undefined ? (take(question, WHEN)?.words ?? {}) : { named: said };
  const from = table.asOfDay ?? 0;
  const high = from + daysAhead(when) - 1;
  return needs(table, "stockOutDay", [{ field: "stockOutDay", is: "between", low: null, high }], {
    field: "stockOutDay",
    descending: false,
  });
}

/** How many days from today on a phrase covers; a week where it does not say. */
function daysAhead({ n, n2, unit, unit2, named }: Readonly<Record<string, string>>): number {
  const count = n ?? n2;
  if (count !== undefined)
    return Math.max(1, Math.floor(readCount(count))) * (/^(?:w|s)/.test(unit ?? unit2 ?? "") ? 7 : 1);
  if (/^(?:today|heute|aujourd hui)$/.test(named ?? "")) return 1;
  if (named === "tomorrow") return 2;
  if (/^(?:next week|nachste woche|la semaine prochaine)$/.test(named ?? "")) return 14;
  return /month|monat|mois/.test(named ?? "") ? EXPECTED_DAYS : 7;
}
