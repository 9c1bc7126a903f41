"""The features of a drawn till in polars: polars_features.py FOLDER COLUMNS.

Reads title.i32, day.i32 and units.i32 (by title, then day); prints version, seconds, peak memory in MiB and each
column's sum. Windows are RANGE windows over dates, the day itself left out, by the faster of polars' two ways:
`DataFrame.rolling(...).agg` took 2.4 s for the 14 columns, `rolling_*_by(...).over("title")` 4.3 s (one thread). A lag is
a window of one day; a join took longer.
POLARS_MAX_THREADS says how many threads.
"""

import datetime
import json
import resource
import sys
import time

import numpy as np
import polars as pl

folder, names = sys.argv[1], sys.argv[2].split(",")
title, day, units = (np.fromfile(f"{folder}/{name}.i32", np.int32) for name in ("title", "day", "units"))


def rolled(name: str) -> pl.Expr:
    statistic = name.split("_")[1]
    column = pl.col("units")
    made = column.quantile(int(statistic[1:]) / 100, "linear") if statistic[0] == "q" else getattr(column, statistic)()
    return made.alias(name)


start = time.perf_counter()
sales = pl.DataFrame({"title": title, "date": pl.Series(day).cast(pl.Date), "units": units})
columns = sales.select(
    getattr(pl.col("date").dt, name)().alias(name) for name in names if not name.startswith("units_")
).to_dict()
first = sales.select(pl.col("date").min().over("title")).to_series()
for name in names:
    if not name.startswith("units_lag_"):
        continue
    days = int(name[10:])
    lag = sales.rolling("date", period="1d", offset=f"-{days}d", closed="left", group_by="title")
    past = lag.agg(pl.col("units").sum().alias(name))[name]
    known = sales["date"] >= first + datetime.timedelta(days=days)
    columns[name] = past.set(~known, None)
windowed = [name for name in names if name.startswith("units_") and not name.startswith("units_lag_")]
for days in {name.split("_")[2] for name in windowed}:
    rolling = sales.rolling("date", period=f"{days}d", closed="left", group_by="title")
    own = [rolled(name) for name in windowed if name.endswith(f"_{days}")]
    columns |= rolling.agg(*own).drop("title", "date").to_dict()
seconds = time.perf_counter() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sums = [float(columns[name].cast(pl.Float64).sum()) for name in names]
print(json.dumps({"version": pl.__version__, "seconds": seconds, "memory": memory, "sums": sums}))
