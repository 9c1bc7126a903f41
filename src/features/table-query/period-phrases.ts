import { civilDate, dayNumber, daysInMonth, weekday } from "../../domain/calendar.ts";
import type { DayNumber } from "../../domain/dataset.ts";
import type { QueryPeriod } from "../../domain/table-query.ts";
import { NUMBER, readCount } from "./number-words.ts";
import { find, phrase, takeSpan, type Phrase, type Question } from "./question-text.ts";
import { dayWords } from "./value-words.ts";

const MONTHS = [
  "january januar janvier jan janner",
  "february februar fevrier feb",
  "march marz mars mar",
  "april avril apr",
  "may mai",
  "june juin juni jun",
  "july juillet juli jul",
  "august aout aug",
  "september septembre sep sept",
  "october oktober octobre oct okt",
  "november novembre nov",
  "december dezember decembre dec dez",
].map((names) => names.split(" "));
const MONTH_NAMES =
  "January February March April May June July August September October November December".split(" ");
const MONTH = MONTHS.flat().join("|");
const SEASONS: Readonly<Record<string, readonly [number, string]>> = {
  spring: [3, "spring"],
  fruhling: [3, "spring"],
  printemps: [3, "spring"],
  summer: [6, "summer"],
  sommer: [6, "summer"],
  ete: [6, "summer"],
  autumn: [9, "autumn"],
  herbst: [9, "autumn"],
  automne: [9, "autumn"],
  winter: [12, "winter"],
  hiver: [12, "winter"],
};
const LAST = "last|past|previous|letzten?|letzter|letztes|vergangenen?|vorigen?|derniers?|dernieres?|passee?";
const THIS = "this|current|diesen?|dieser?|dieses|ce|cet|cette";
const UNIT =
  "days?|tagen?|tage|jours?|weeks?|wochen?|semaines?|months?|monate?n?|mois|years?|jahre?n?|ans?|annees?";

/** What days a phrase may name, told from the last day of the sales. */
interface Days {
  readonly lastDay: DayNumber;
  readonly firstDay: DayNumber;
}

interface Form {
  readonly pattern: RegExp;
  /** null: this is no period after all. */
  readonly read: (found: Phrase, days: Days) => QueryPeriod | null;
}

const FORMS: readonly Form[] = [
  {
    pattern: phrase("(?:on |of )?(?:yesterday|gestern|hier)(?: s)?"),
    read: (_, { lastDay }) => period(lastDay, lastDay, `on ${dayWords(lastDay)}`),
  },
  {
    pattern: phrase(
      `(?:in |over |during |within |for |im |in den |dans |pendant |sur )*(?:the |les? |la |den |der |dem )?(?:(?:${LAST}) (?<n>${NUMBER}) (?<unit>${UNIT})|(?<n2>${NUMBER}) (?:${LAST}) (?<unit2>${UNIT}))`,
    ),
    read: ({ words }, { lastDay }) =>
      lastUnits(readCount(words["n"] ?? words["n2"]!), words["unit"] ?? words["unit2"]!, lastDay),
  },
  {
    pattern: phrase(
      `(?:in |during |over |im |in der |le |la |l )*(?:the )?(?:(?<which>${LAST}|${THIS}) (?<unit>week|woche|month|monat|year|jahr)|(?<which2>ce|cette|cet)? ?(?:la |le |l )?(?<unit2>semaine|mois|annee|an)(?: (?<past>derniere?|passee?))?)(?: 's)?`,
    ),
    read: ({ words }, days) => {
      if (words["unit2"] !== undefined && words["which2"] === undefined && words["past"] === undefined)
        return null;
      const unit = words["unit"] ?? words["unit2"]!;
      const which = words["which"] ?? words["past"] ?? words["which2"]!;
      return calendarUnit(unit, new RegExp(`^(?:${LAST})$`, "u").test(which), days);
    },
  },
  {
    pattern: phrase(
      `(?:between|zwischen|entre|from|von|de|du) (?:the )?(?<d>\\d{1,2}) (?:st |nd |rd |th )?(?:of )?(?<m>${MONTH})(?: (?<y>\\d{4}))? (?:and|und|et|to|bis|au|until) (?:the )?(?<d2>\\d{1,2}) (?:st |nd |rd |th )?(?:of )?(?<m2>${MONTH})(?: (?<y2>\\d{4}))?`,
    ),
    read: ({ words }, days) => {
      const last = dateOf(words["d2"]!, words["m2"]!, words["y2"], days);
      const first = dateOf(words["d"]!, words["m"]!, words["y"] ?? words["y2"], days);
      return first === null || last === null
        ? null
        : period(first, last, `from ${dayWords(first)} to ${dayWords(last)}`);
    },
  },
  {
    pattern: phrase(
      `(?:between|zwischen|entre|from|von|de) (?<m>${MONTH})(?: (?<y>\\d{4}))? (?:and|und|et|to|bis|a|until) (?<m2>${MONTH})(?: (?<y2>\\d{4}))?`,
    ),
    read: ({ words }, days) => {
      const last = monthOf(words["m2"]!, words["y2"], days);
      const first = monthOf(words["m"]!, words["y"] ?? words["y2"], days);
      return period(first.firstDay, last.lastDay, `from ${first.name} to ${last.name}`);
    },
  },
  {
    pattern: phrase(
      `(?<how>since|after|from|seit|ab|nach|depuis|apres|before|until|vor|bis|avant|jusqu a|on|am|le) (?:the |dem |den |le )?(?:(?<d>\\d{1,2}) (?:st |nd |rd |th )?(?:of )?(?<m>${MONTH})|(?<m3>${MONTH}) (?<d3>\\d{1,2})(?: st| nd| rd| th)?)(?: (?<y>\\d{4}))?`,
    ),
    read: ({ words }, days) => {
      const day = dateOf(words["d"] ?? words["d3"]!, words["m"] ?? words["m3"]!, words["y"], days);
      return day === null ? null : openPeriod(words["how"]!, day, day, dayWords(day), days);
    },
  },
  {
    pattern: phrase(
      `(?<!\\d )(?:(?<how>since|after|from|seit|ab|nach|depuis|apres|before|until|vor|bis|avant|jusqu en) )?(?:in |im |en |au mois de |during |over |throughout |of |for )?(?:(?<last>last|this past|letzten) )?(?<m>${MONTH})(?: (?<y>\\d{4}))?(?: 's)?`,
    ),
    read: ({ words, span }, days) => {
      // "may", "mar" and "mars" alone are more often other words.
      if (span.to - span.from === 1 && /^(?:may|mar|mars|mai|dec|sep|jan|jun|oct|nov)$/.test(words["m"]!))
        return null;
      const month = monthOf(words["m"]!, words["y"], days);
      return words["how"] === undefined
        ? period(month.firstDay, month.lastDay, `in ${month.name}`)
        : openPeriod(words["how"], month.firstDay, month.lastDay, month.name, days);
    },
  },
  {
    pattern: phrase(
      `(?:in |over |during |im |au |en |this |last )*(?:the )?(?<season>${Object.keys(SEASONS).join("|")})(?: (?:of )?(?<y>\\d{4}))?`,
    ),
    read: ({ words, span }, days) =>
      span.to - span.from === 1 ? null : season(words["season"]!, words["y"], days),
  },
  {
    pattern: phrase("(?:at |over |zu |an |a )?(?:christmas|weihnachten|noel)(?: (?<y>\\d{4}))?"),
    read: ({ words }, days) => {
      const december = monthOf("december", words["y"], days);
      return period(december.firstDay, december.firstDay + 23, `from 1 to 24 ${december.name}`);
    },
  },
  {
    pattern: phrase(
      "(?<how>since|after|from|seit|ab|depuis|before|until|vor|bis|avant|in|im jahr|en|during) (?<y>\\d{4})",
    ),
    read: ({ words }, days) => {
      const year = Number(words["y"]);
      const [first, last] = [dayNumber(year, 1, 1), dayNumber(year, 12, 31)];
      if (last < days.firstDay || first > days.lastDay) return null;
      return /^(?:in|im jahr|en|during)$/.test(words["how"]!)
        ? period(first, last, `in ${year}`)
        : openPeriod(words["how"]!, first, last, String(year), days);
    },
  },
];

/**
 * Take a period of sales out of a question: "in March", "last month", "since 3 May".
 * A month without a year is the last one that the sales have seen; weeks start on Monday.
 */
export function takePeriod(question: Question, firstDay: DayNumber, lastDay: DayNumber): QueryPeriod | null {
  for (const { pattern, read } of FORMS) {
    const found = find(question, pattern);
    const days = found && read(found, { firstDay, lastDay });
    if (!found || !days) continue;
    takeSpan(question, found.span);
    return days;
  }
  return null;
}

const period = (firstDay: DayNumber, lastDay: DayNumber, words: string): QueryPeriod => ({
  firstDay,
  lastDay,
  words,
});

function openPeriod(how: string, first: DayNumber, last: DayNumber, name: string, days: Days): QueryPeriod {
  if (/^(?:since|from|seit|ab|depuis)$/.test(how)) return period(first, days.lastDay, `since ${name}`);
  if (/^(?:after|nach|apres)$/.test(how)) return period(last + 1, days.lastDay, `after ${name}`);
  if (/^(?:before|vor|avant)$/.test(how)) return period(days.firstDay, first - 1, `before ${name}`);
  if (/^(?:on|am|le)$/.test(how)) return period(first, last, `on ${name}`);
  return period(days.firstDay, last, `until ${name}`);
}

function lastUnits(n: number, unit: string, lastDay: DayNumber): QueryPeriod | null {
  if (!(n >= 1 && n <= 10_000)) return null;
  const count = Math.floor(n);
  const many = (word: string): string => `in the last ${count === 1 ? word : `${count} ${word}s`}`;
  if (/^(?:day|tag|jour)/.test(unit)) return period(lastDay - count + 1, lastDay, many("day"));
  if (/^(?:week|woche|semaine)/.test(unit)) return period(lastDay - 7 * count + 1, lastDay, many("week"));
  const months = /^(?:month|monat|mois)/.test(unit) ? count : 12 * count;
  const { year, month, day } = civilDate(lastDay);
  const index = year * 12 + month - 1 - months;
  const [y, m] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  const first = dayNumber(y, m, Math.min(day, daysInMonth(y, m))) + 1;
  return period(first, lastDay, many(months === count ? "month" : "year"));
}

/** This or the last week, month or year: of the day after the last sale, or of the last sale where that has none yet. */
function calendarUnit(unit: string, past: boolean, { lastDay }: Days): QueryPeriod {
  const today = lastDay + 1;
  if (/^(?:week|woche|semaine)/.test(unit)) {
    const monday = today - weekday(today);
    const first = past ? monday - 7 : monday <= lastDay ? monday : monday - 7;
    return period(first, first + 6, `in the week of ${dayWords(first)}`);
  }
  const { year, month } = civilDate(today);
  if (/^(?:month|monat|mois)/.test(unit)) {
    const current = dayNumber(year, month, 1);
    const first = past || current > lastDay ? civilDate(current - 1) : { year, month };
    return monthPeriod(first.year, first.month);
  }
  const own = past || dayNumber(year, 1, 1) > lastDay ? year - 1 : year;
  return period(dayNumber(own, 1, 1), dayNumber(own, 12, 31), `in ${own}`);
}

function monthPeriod(year: number, month: number): QueryPeriod {
  return period(
    dayNumber(year, month, 1),
    dayNumber(year, month, daysInMonth(year, month)),
    `in ${MONTH_NAMES[month - 1]!} ${year}`,
  );
}

interface NamedMonth {
  readonly firstDay: DayNumber;
  readonly lastDay: DayNumber;
  readonly name: string;
}

function monthOf(name: string, yearText: string | undefined, { lastDay }: Days): NamedMonth {
  const month = MONTHS.findIndex((names) => names.includes(name)) + 1;
  const last = civilDate(lastDay);
  const year = yearText === undefined ? (month <= last.month ? last.year : last.year - 1) : Number(yearText);
  const days = monthPeriod(year, month);
  return { ...days, name: `${MONTH_NAMES[month - 1]!} ${year}` };
}

function dateOf(dayText: string, month: string, yearText: string | undefined, days: Days): DayNumber | null {
  const { firstDay } = monthOf(month, yearText, days);
  const { year, month: m } = civilDate(firstDay);
  const day = Number(dayText);
  if (day < 1 || day > daysInMonth(year, m)) return null;
  const number = dayNumber(year, m, day);
  return yearText === undefined && number > days.lastDay
    ? dayNumber(year - 1, m, Math.min(day, daysInMonth(year - 1, m)))
    : number;
}

function season(name: string, yearText: string | undefined, { lastDay }: Days): QueryPeriod {
  const [month, word] = SEASONS[name]!;
  const last = civilDate(lastDay);
  const year = yearText === undefined ? (month <= last.month ? last.year : last.year - 1) : Number(yearText);
  const end = month === 12 ? { year: year + 1, month: 2 } : { year, month: month + 2 };
  return period(
    dayNumber(year, month, 1),
    dayNumber(end.year, end.month, daysInMonth(end.year, end.month)),
    `in ${word} ${year}`,
  );
}
