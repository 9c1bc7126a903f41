"""School holidays of France as data: python scripts/school-holidays-fr.py.

Needs the package vacances-scolaires-france 0.12.0 (MIT; it repeats data.education.gouv.fr, Licence Ouverte 2.0), and
writes src/features/store/school-holidays-fr.ts: ranges of days of each zone from 2016, when the zones of today began.
"""

import csv
import importlib.resources
import pathlib

FIRST, LAST = "2016-01-01", "2028-08-31"
OUT = pathlib.Path(__file__).parent.parent / "src/features/store/school-holidays-fr.ts"

data = importlib.resources.files("vacances_scolaires_france") / "data" / "data.csv"
days = [row for row in csv.DictReader(data.open()) if FIRST <= row["date"] <= LAST]
lines = [
    "// Written by scripts/school-holidays-fr.py from vacances-scolaires-france 0.12.0, which repeats",
    "// https://data.education.gouv.fr, Licence Ouverte 2.0.",
    "",
    "/** Days of which it is known whether school was off. */",
    f'export const FRENCH_SCHOOL_YEARS = ["{FIRST}", "{LAST}"] as const;',
    "",
    "/** School holidays by zone, first and last day, weekends included. */",
    "export const FRENCH_SCHOOL_HOLIDAYS = {",
]
for zone in "abc":
    ranges: list[list[str]] = []
    previous = False
    for row in days:
        off = row[f"vacances_zone_{zone}"] == "True"
        if off and not previous:
            ranges.append([row["date"], row["date"]])
        elif off:
            ranges[-1][1] = row["date"]
        previous = off
    lines.append(f"  {zone}: [")
    lines += [f'    ["{first}", "{last}"],' for first, last in ranges]
    lines.append("  ],")
lines.append("} as const;")
OUT.write_text("\n".join(lines) + "\n")
