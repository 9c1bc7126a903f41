"""Read a till file with pandas and sum demand by day and item; prints JSON.

usage: pandas_import.py TILL.csv.gz
"""

import json
import resource
import sys
import time

import pandas as pd

start = time.perf_counter()
lines = pd.read_csv(
    sys.argv[1],
    dtype={"InvoiceNo": str, "StockCode": str, "Description": str, "CustomerID": str, "Country": str},
    parse_dates=["InvoiceDate"],
)
sold = lines[lines.Quantity > 0]
daily = sold.groupby([sold.StockCode, sold.InvoiceDate.dt.normalize()]).Quantity.sum()
seconds = time.perf_counter() - start
print(
    json.dumps(
        {
            "seconds": seconds,
            "lines": len(lines),
            "rows": len(daily),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "pandas": pd.__version__,
        }
    )
)
