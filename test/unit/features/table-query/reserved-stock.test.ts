import { expect, it } from "vitest";
import { bareTitle, unitsOnHand, type StockRecord } from "../../../../src/domain/dataset.ts";
import { answerQuery } from "../../../../src/features/table-query/answer-query.ts";
import { planQuestion } from "../../../../src/features/table-query/plan-question.ts";
import { shopTable } from "../../../../src/features/table-query/shop-table.ts";

const stock = (itemId: string, onHand: number, reserved: number): StockRecord => ({
  itemId,
  onHand,
  reserved,
  onOrder: 0,
  leadTimeDays: null,
  packSize: 1,
});
const records = [stock("1", 5, 2), stock("2", 1, 1)];
const shop = shopTable({
  titles: [bareTitle("1", "Emma"), bareTitle("2", "Dracula")],
  currency: null,
  demand: null,
  stock: new Map(records.map((record) => [record.itemId, record])),
  expected: null,
  stockOutDay: null,
  toOrder: null,
  why: null,
});
const answer = (question: string) => {
  const plan = planQuestion(shop, question);
  if (plan?.kind !== "query") throw new Error(`"${question}" was read as ${plan?.kind}`);
  return answerQuery(shop, plan.query);
};

it("a field answer counts stock as the title's card does, and says what it leaves out", () => {
  const emma = answer("How many copies of Emma are in stock?");
  expect(unitsOnHand(records[0])).toBe(3);
  expect(emma.sentence).toContain("3 copies on the shelf");
  expect(emma.notes).toEqual(["Copies reserved for customers are not counted."]);
  expect(answer("Which books are in stock?").rows.map(({ itemId }) => itemId)).toEqual(["1"]);
});
