import { availableParallelism } from "node:os";
import { join } from "node:path";
import { openShopBrowser } from "../../test/e2e/shop-browser.ts";
import { chooseFile, forecastNow, importChosen } from "../../test/e2e/steps.ts";
import { runPeer } from "../peers/environment.ts";
import { serveBuiltApp } from "../built-app.ts";
import { watchRenderers, type RendererMemory } from "../renderer-memory.ts";
import { benchRow } from "../rows.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "product";
const HORIZON = 28;
/** Both sides get two cores' worth of workers. */
const PROCESSES = Math.min(2, availableParallelism());

interface AppRun {
  readonly importSeconds: number;
  readonly forecastSeconds: number;
  readonly memory: RendererMemory;
  readonly titles: number;
}

interface PeerRun {
  readonly import_seconds: number;
  readonly forecast_seconds: number;
  readonly series: number;
  readonly total_series: number;
  readonly peak_mib: number;
  readonly statsforecast: string;
}

/** The whole till file through the built app in Chromium, beside the same methods by statsforecast, in one run. */
export const product: BenchSuite = {
  name: SUITE,
  about: "till file imported and every title forecast in Chromium, beside statsforecast (takes minutes)",
  needsData: true,
  run: async (context) => {
    const till = join(context.data!, "demand", "online_retail_lines.csv.gz");
    const ours = await runApp(context, till);
    context.log(`statsforecast on ${context.peerSample ?? "all"} series; this is the slow part`);
    const sample = context.peerSample === null ? [] : [String(context.peerSample)];
    const words = [till, String(HORIZON), String(PROCESSES), ...sample];
    const peer = JSON.parse((await runPeer(context, "statsforecast_product.py", words)).stdout) as PeerRun;

    const scale = peer.total_series / peer.series;
    const scaled = scale === 1 ? "" : `, ${peer.series} series timed and scaled up by ${scale.toFixed(1)}`;
    const by = `statsforecast ${peer.statsforecast}, 8 methods fitted once, ${PROCESSES} processes${scaled}`;
    const work = `${ours.titles} titles, ${peer.total_series} of them with >= 60 active days, fast`;
    return [
      benchRow(SUITE, "import of 461,207 lines, stored", "seconds", ours.importSeconds, {
        name: "pandas, read_csv + groupby, not stored",
        value: peer.import_seconds,
      }),
      benchRow(SUITE, `forecast of ${work}`, "seconds", ours.forecastSeconds, {
        name: by,
        value: peer.forecast_seconds * scale,
      }),
      benchRow(SUITE, "import and forecast", "seconds", ours.importSeconds + ours.forecastSeconds, {
        name: by,
        value: peer.import_seconds + peer.forecast_seconds * scale,
      }),
      benchRow(SUITE, "peak resident memory of the renderer", "MiB", ours.memory.largestMib, {
        name: `${by}, all processes`,
        value: peer.peak_mib,
      }),
      benchRow(SUITE, "peak resident memory, all renderers", "MiB", ours.memory.sumMib),
    ];
  },
};

async function runApp(context: BenchContext, till: string): Promise<AppRun> {
  const { log } = context;
  const app = await serveBuiltApp(context);
  const browser = await openShopBrowser();
  try {
    const page = await browser.newPage();
    await chooseFile(page, app.address, till);
    const stopWatching = watchRenderers();
    log("importing");
    const importSeconds = await timed(() => importChosen(page));
    log(`imported in ${importSeconds.toFixed(1)} s, forecasting`);
    const forecastSeconds = await timed(() => forecastNow(page));
    const memory = stopWatching();
    log(`forecast in ${forecastSeconds.toFixed(1)} s, peak ${memory.largestMib.toFixed(0)} MiB`);
    const ready = await page.getByText(/The forecast is ready/).innerText();
    const titles = Number(/([\d,]+) titles/.exec(ready)?.[1]?.replaceAll(",", ""));
    return { importSeconds, forecastSeconds, memory, titles };
  } finally {
    await browser.close();
    app.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
