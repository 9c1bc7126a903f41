/** What the screens show: titles, forecasts, orders. */
import type { PredictApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { csvBlob } from "../src/platform/browser/csv-blob.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import {
  catalogueFacets,
  findByCode,
  prepareSearch,
  provenanceOf,
  searchTitles,
  titleTable,
} from "../src/workflows/browse-titles.ts";
import { forecastDataCache } from "../src/workflows/forecast-data.ts";
import { forecastTitle } from "../src/workflows/forecast-title.ts";
import {
  editOrder,
  ORDER_COLUMNS,
  orderCsv,
  orderRows,
  saveSettings,
  saveStock,
  snoozeOrder,
  todayPage,
  wakeAll,
} from "../src/workflows/plan-orders.ts";

const context = { database: browserDatabase(), locks: browserLocks(), cache: forecastDataCache() };

exposeApi<PredictApi>(
  {
    provenance: (datasetId) => provenanceOf(context, datasetId),
    titleTable: async (datasetId) => {
      const table = await titleTable(context, datasetId);
      // After the table has gone out: who sees the titles will search them. What fails here fails again there.
      setTimeout(() => void prepareSearch(context, datasetId).catch(() => {}));
      return table;
    },
    searchTitles: (datasetId, query) => searchTitles(context, datasetId, query),
    catalogueFacets: (datasetId) => catalogueFacets(context, datasetId),
    title: (datasetId, itemId) => forecastTitle(context, datasetId, itemId),
    findByCode: (datasetId, code) => findByCode(context, datasetId, code),
    today: (datasetId, offset, limit) => todayPage(context, datasetId, offset, limit),
    saveSettings: (datasetId, settings) => saveSettings(context, datasetId, settings),
    editOrder: (datasetId, itemId, copies) => editOrder(context, datasetId, itemId, copies),
    snoozeOrder: (datasetId, itemId, untilDay) => snoozeOrder(context, datasetId, itemId, untilDay),
    wakeAll: (datasetId) => wakeAll(context, datasetId),
    saveStock: (datasetId, stock) => saveStock(context, datasetId, stock),
    exportOrder: async (datasetId, format) => {
      if (format === "csv") return csvBlob([await orderCsv(context, datasetId)]);
      // Loaded when first asked for: few days need a spreadsheet.
      const { sheetBlob } = await import("../src/platform/browser/sheet-blob.ts");
      return sheetBlob(ORDER_COLUMNS, await orderRows(context, datasetId));
    },
  },
  {
    titleTable: (table) =>
      [
        table.titleStart,
        table.authorStart,
        table.itemIdStart,
        table.expected,
        table.low,
        table.high,
        table.onHand,
        table.recent,
        table.service,
      ].map((column) => column.buffer),
    searchTitles: (rows) => [rows.buffer],
  },
);
