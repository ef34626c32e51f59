"""The job with the standard library: the csv module and a loop over exact decimals.

`python csv_decimal.py FILE OUTPUT`
"""

import csv
import sys

import decimal_line as job
import figures


def main(source: str, target: str) -> None:
    """Two passes over the lines: order totals first, then the taxes."""
    tariff = job.read_tariff()
    with open(source, encoding="utf-8", newline="") as stream:  # noqa: PTH123 -- as such a script has it
        reader = csv.DictReader(stream)
        lines = list(reader)
    values = [job.value(line) for line in lines]
    orders = job.order_routes(zip(lines, values, strict=True))
    with open(target, "w", encoding="utf-8", newline="") as stream:  # noqa: PTH123 -- the same
        writer = csv.writer(stream)
        writer.writerow([*(reader.fieldnames or ()), *figures.COLUMNS])
        for line, amount in zip(lines, values, strict=True):
            writer.writerow([*line.values(), *job.taxes(line, amount, orders[line["order_no"]], tariff)])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
