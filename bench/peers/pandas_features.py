"""The features of a drawn till in pandas: pandas_features.py FOLDER COLUMNS.

Reads title.i32, day.i32 and units.i32 (by title, then day); prints seconds, peak memory in MiB and each column's sum.
"""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd

folder, names = sys.argv[1], sys.argv[2].split(",")
title, day, units = (np.fromfile(f"{folder}/{name}.i32", np.int32) for name in ("title", "day", "units"))

start = time.perf_counter()
date = pd.to_datetime(day, unit="D")
sales = pd.DataFrame({"title": title, "date": date, "units": units})
windows = {
    days: sales.set_index("date").groupby("title")["units"].rolling(f"{days}D", closed="left") for days in (7, 28)
}
first = sales.groupby("title")["date"].transform("min")
columns = {}
for name in names:
    if name in ("year", "quarter", "month", "day", "weekday"):
        part = getattr(sales["date"].dt, name)
        columns[name] = (part + 1 if name == "weekday" else part).to_numpy()
    elif name.startswith("units_lag_"):
        shift = pd.Timedelta(days=int(name[10:]))
        past = sales.assign(date=sales["date"] + shift)
        lag = sales[["title", "date"]].merge(past, on=["title", "date"], how="left")["units"].fillna(0)
        columns[name] = lag.where(sales["date"] - shift >= first).to_numpy()
    else:
        _, statistic, days = name.split("_")
        window = windows[int(days)]
        made = window.quantile(int(statistic[1:]) / 100) if statistic[0] == "q" else getattr(window, statistic)()
        columns[name] = made.to_numpy()
seconds = time.perf_counter() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sums = [float(np.nansum(columns[name])) for name in names]
print(json.dumps({"version": pd.__version__, "seconds": seconds, "memory": memory, "sums": sums}))
