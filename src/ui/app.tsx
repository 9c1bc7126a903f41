import { Route, Router, type RouteSectionProps } from "@solidjs/router";
import { lazy, type JSX } from "solid-js";
import { TodayScreen } from "./floor/today-screen.tsx";
import { NotFoundScreen } from "./shell/not-found-screen.tsx";
import { Shell } from "./shell/shell.tsx";
import { AppProvider } from "./state/app.tsx";
import type { Services } from "./state/services.ts";
import type { Updates } from "./state/updates.ts";

// The first screen is in the first script; every other is fetched (from the offline cache) when first opened.
const TitlesScreen = lazy(() =>
  import("./floor/titles-screen.tsx").then((m) => ({ default: m.TitlesScreen })),
);
const TitleScreen = lazy(() => import("./floor/title-screen.tsx").then((m) => ({ default: m.TitleScreen })));
const RecommendScreen = lazy(() =>
  import("./floor/recommend-screen.tsx").then((m) => ({ default: m.RecommendScreen })),
);
const AskScreen = lazy(() => import("./floor/ask-screen.tsx").then((m) => ({ default: m.AskScreen })));
const KioskScreen = lazy(() => import("./reader/kiosk-screen.tsx").then((m) => ({ default: m.KioskScreen })));
const ShelfScreen = lazy(() => import("./reader/shelf-screen.tsx").then((m) => ({ default: m.ShelfScreen })));
const DataScreen = lazy(() => import("./workshop/data-screen.tsx").then((m) => ({ default: m.DataScreen })));
const TrainScreen = lazy(() =>
  import("./workshop/train-screen.tsx").then((m) => ({ default: m.TrainScreen })),
);
const RecommenderScreen = lazy(() =>
  import("./workshop/recommender-screen.tsx").then((m) => ({ default: m.RecommenderScreen })),
);
const QuestionIndexScreen = lazy(() =>
  import("./workshop/question-index-screen.tsx").then((m) => ({ default: m.QuestionIndexScreen })),
);
const ExperimentsScreen = lazy(() =>
  import("./workshop/experiments-screen.tsx").then((m) => ({ default: m.ExperimentsScreen })),
);
const TableScreen = lazy(() =>
  import("./workshop/table-screen.tsx").then((m) => ({ default: m.TableScreen })),
);
const TableReportScreen = lazy(() =>
  import("./workshop/table-report-screen.tsx").then((m) => ({ default: m.TableReportScreen })),
);
const TableCompareScreen = lazy(() =>
  import("./workshop/table-compare-screen.tsx").then((m) => ({ default: m.TableCompareScreen })),
);
const RunScreen = lazy(() => import("./workshop/run-screen.tsx").then((m) => ({ default: m.RunScreen })));
const CompareRunsScreen = lazy(() =>
  import("./workshop/compare-runs-screen.tsx").then((m) => ({ default: m.CompareRunsScreen })),
);
const SettingsScreen = lazy(() =>
  import("./workshop/settings-screen.tsx").then((m) => ({ default: m.SettingsScreen })),
);

/** The whole app over the given services. */
export function App(props: { readonly services: Services; readonly updates: Updates }): JSX.Element {
  mendAddress();
  const Root = (section: RouteSectionProps) => <Shell {...section} updates={props.updates} />;
  return (
    <AppProvider services={props.services}>
      <Router root={Root} preload={false}>
        <Route path="/" component={TodayScreen} />
        <Route path="/titles" component={TitlesScreen} />
        <Route path="/titles/:itemId" component={TitleScreen} />
        <Route path="/recommend" component={RecommendScreen} />
        <Route path="/ask" component={AskScreen} />
        <Route path="/kiosk" component={KioskScreen} />
        <Route path="/shelf" component={ShelfScreen} />
        <Route path="/data" component={DataScreen} />
        <Route path="/train" component={TrainScreen} />
        <Route path="/train/recommendations" component={RecommenderScreen} />
        <Route path="/train/questions" component={QuestionIndexScreen} />
        <Route path="/experiments" component={ExperimentsScreen} />
        <Route path="/experiments/compare" component={CompareRunsScreen} />
        <Route path="/experiments/:runId" component={RunScreen} />
        <Route path="/train/table" component={TableScreen} />
        <Route path="/train/table/compare" component={TableCompareScreen} />
        <Route path="/train/table/:model/:version" component={TableReportScreen} />
        <Route path="/settings" component={SettingsScreen} />
        <Route path="*" component={NotFoundScreen} />
      </Router>
    </AppProvider>
  );
}

/** The router stops at an address whose percent signs are no escapes ("/titles/%"): they are taken as they stand. */
function mendAddress(): void {
  const { pathname, search, hash } = location;
  try {
    decodeURIComponent(pathname);
  } catch {
    history.replaceState(history.state, "", pathname.replaceAll("%", "%25") + search + hash);
  }
}
