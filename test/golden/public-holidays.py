"""Golden holidays: python test/golden/public-holidays.py, in an environment with the package holidays 0.109.

The public holidays of the years 1995 to 2035, on their own day, of Germany (all states), France, the United States
(federal) and England; written to public-holidays.json. No tolerance: days are equal or not.
"""

import json
import pathlib

import holidays

YEARS = range(1995, 2036)
golden = {"library": f"holidays {holidays.__version__}", "script": "test/golden/public-holidays.py", "years": [1995, 2035]}
for country, subdivision in (("DE", None), ("FR", None), ("US", None), ("GB", "ENG")):
    found = holidays.country_holidays(country, subdiv=subdivision, years=YEARS, observed=False)
    golden[country] = sorted(str(day) for day in found)
(pathlib.Path(__file__).parent / "public-holidays.json").write_text(json.dumps(golden) + "\n")
