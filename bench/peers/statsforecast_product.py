"""The same eight methods by statsforecast on the same series, fitted and forecast once; prints JSON.

Our own forecast also backtests every method and calibrates intervals; this asks less of the peer.

usage: statsforecast_product.py TILL.csv.gz HORIZON PROCESSES [SAMPLE]
"""

import json
import resource
import sys
import time

import pandas as pd
import statsforecast
from statsforecast import StatsForecast
from statsforecast.models import (
    ADIDA,
    TSB,
    AutoETS,
    CrostonClassic,
    CrostonSBA,
    DynamicOptimizedTheta,
    HistoricAverage,
    SeasonalNaive,
)


def main() -> None:
    path, horizon, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sample = int(sys.argv[4]) if len(sys.argv) > 4 else None
    start = time.perf_counter()
    lines = pd.read_csv(
        path,
        dtype={"InvoiceNo": str, "StockCode": str, "Description": str, "CustomerID": str, "Country": str},
        parse_dates=["InvoiceDate"],
    )
    sold = lines[(lines.Quantity > 0) & lines.StockCode.str.contains(r"\d")]
    daily = sold.groupby([sold.StockCode, sold.InvoiceDate.dt.normalize()]).Quantity.sum()
    import_seconds = time.perf_counter() - start

    last = daily.index.get_level_values(1).max()
    active = daily.groupby(level=0).size()
    chosen = list(active[active >= 60].index)
    total = len(chosen)
    if sample is not None and sample < total:
        chosen = chosen[:: max(1, total // sample)][:sample]
    parts = []
    for code in chosen:
        y = daily.loc[code]
        y = y.reindex(pd.date_range(y.index.min(), last), fill_value=0)
        parts.append(pd.DataFrame({"unique_id": code, "ds": y.index, "y": y.to_numpy(dtype=float)}))
    frame = pd.concat(parts)

    start = time.perf_counter()
    models = [
        AutoETS(season_length=7),
        DynamicOptimizedTheta(season_length=7),
        CrostonClassic(),
        CrostonSBA(),
        TSB(alpha_d=0.05, alpha_p=0.05),
        ADIDA(),
        SeasonalNaive(season_length=7),
        HistoricAverage(),
    ]
    forecast = StatsForecast(models=models, freq="D", n_jobs=processes).forecast(df=frame, h=horizon)
    forecast_seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak += processes * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if processes > 1 else 0
    print(
        json.dumps(
            {
                "import_seconds": import_seconds,
                "forecast_seconds": forecast_seconds,
                "series": len(chosen),
                "total_series": total,
                "rows": len(forecast),
                "peak_mib": peak / 1024,
                "statsforecast": statsforecast.__version__,
            }
        )
    )


if __name__ == "__main__":
    main()
