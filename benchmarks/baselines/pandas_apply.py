"""The job as it is most often found: pandas for the file, `apply` with exact decimals for each row.

`python pandas_apply.py FILE OUTPUT`
"""

import sys

import decimal_line as job
import figures
import pandas as pd
from pandas_columns import read, write


def main(source: str, target: str) -> None:
    """Order totals from a groupby, taxes from a function per row."""
    tariff = job.read_tariff()
    lines = read(source).fillna({"freight": ""})
    value = lines.apply(job.value, axis=1)
    orders = job.order_routes((line, amount) for (_, line), amount in zip(lines.iterrows(), value, strict=True))

    def row(line: pd.Series) -> pd.Series:
        computed = job.taxes(line, value[line.name], orders[line["order_no"]], tariff)
        return pd.Series(computed, index=figures.COLUMNS)

    write(lines.join(lines.apply(row, axis=1)), target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
