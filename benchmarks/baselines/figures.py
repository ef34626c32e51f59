"""What the baselines know of the law: just enough for one job, written once.

The job, the same for each baseline that computes (amounts in CNY, at the rates of autumn 2026):

- value of a line = unit price x quantity + freight;
- statutory consumption tax: wine 10 %, spirits 20 % + 0.912 per litre, cosmetics and skin care 15 % when the line is
  worth 10,000 or more per kilogram, else none;
- statutory VAT: by the class of the code (13, 9, 3 or 0 %), on the value with that consumption tax;
- route of an order: `refused` when the buyer's orders so far exceed 26,000, `cbec` up to 5,000, `cbec-full-tax` for one
  single article below 26,000, else `refused`; on route `cbec` 70 % of both taxes is due, else all of it;
- both taxes rounded half up to the fen per line; written are the user's columns and the six in `COLUMNS`.

No duty, no checks of any cell, no explanations: cbec does all of these as well.
"""

from pathlib import Path

TARIFF = Path(__file__).parent.parent.parent / "data" / "hs_codes.csv"
COLUMNS = ("dutiable_value", "consumption_tax", "vat", "tax", "order_value", "route")

VAT = {"standard": "0.13", "reduced": "0.09", "three": "0.03", "zero": "0"}
CONSUMPTION_TAX = {"wine": "0.10", "spirits": "0.20", "cosmetics": "0.15", "skin_care": "0.15"}
PER_LITRE = {"spirits": "0.912"}
DEAR = "10000"  # cosmetics: value per kilogram from which the tax applies
SINGLE_LIMIT = "5000"
YEAR_LIMIT = "26000"
RELIEF = "0.7"
