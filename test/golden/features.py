"""Golden features from DuckDB: python test/golden/features.py, in an environment with duckdb 1.4.2.

Draws a small till (seed 7: gaps of days to months, returns, several lines a day, lines taken back, unknown prices; five
titles of a catalogue and one that is not in it), runs the SQL that
`soma features --sql` prints, and writes sales, SQL and result to features.json.
"""

import datetime
import json
import pathlib
import random
import subprocess

import duckdb

SEED = 7
folder = pathlib.Path(__file__).parent
sql = subprocess.run(
    ["node", "bin/soma.mjs", "features", "--sql"], cwd=folder.parent.parent, capture_output=True, check=True, text=True
).stdout

catalogue = [
    ["Emma", "novel", "Austen, Jane", None, "paperback", "en", "Penguin"],
    ["Persuasion", "novel", "Austen, Jane", None, "hardback", "en", None],
    ["Middlemarch", "novel", "Eliot, George", "Provincial", "ebook", "en", "Penguin"],
    ["L'Étranger", "roman 𝄞", "Camus, Albert", "Absurde", "paperback", "fr", "Gallimard"],
    ["La Peste", "roman 𝄞", "Camus, Albert", "Absurde", "audiobook", "fr", "Gallimard"],
]

draw = random.Random(SEED)
sales = []
for title in ["Emma", "La Peste", "L'Étranger", "Middlemarch", "Persuasion", "Ulysses"]:
    day = datetime.date(2023, 11, draw.randint(1, 28))
    for _ in range(60):
        day += datetime.timedelta(days=draw.choice([0, 0, 1, 1, 1, 2, 3, 7, 30, 45]))
        price = draw.choice([None, 450, 799, 999, 1299, 2400])
        sales.append([title, day.isoformat(), draw.choice([-1, 1, 1, 2, 3, 12]), price])
        if draw.random() < 0.1:
            sales.append([title, day.isoformat(), -sales[-1][2], price])

connection = duckdb.connect()
connection.execute("CREATE TABLE sales (title VARCHAR, sale_date DATE, units INTEGER, price_cents INTEGER)")
connection.executemany("INSERT INTO sales VALUES (?, ?, ?, ?)", sales)
connection.execute(
    "CREATE TABLE catalogue (title VARCHAR, genre VARCHAR, author VARCHAR, series VARCHAR, format VARCHAR, language VARCHAR, publisher VARCHAR)"
)
connection.executemany("INSERT INTO catalogue VALUES (?, ?, ?, ?, ?, ?, ?)", catalogue)
result = connection.execute(sql)
columns = [column[0] for column in result.description]
rows = [[str(cell) if isinstance(cell, datetime.date) else cell for cell in row] for row in result.fetchall()]
golden = {"library": f"duckdb {duckdb.__version__}", "script": "test/golden/features.py", "seed": SEED}
golden |= {"tolerance": "each definition's own", "whyThatTolerance": "0 for integers and what is one division or root of them; 1e-12 where neighbours are interpolated; 1e-9 for decayed sums, whose terms each side weighs from another day"}
golden |= {"sql": sql, "catalogue": catalogue, "sales": sales, "columns": columns, "rows": rows}
(folder / "features.json").write_text(json.dumps(golden) + "\n")
