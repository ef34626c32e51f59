"""The floor: read the file and write it again with the fastest library at hand, computing nothing.

`python bare_copy.py FILE OUTPUT`: csv with pyarrow, every cell as text, so that nothing is lost; workbooks with
calamine and a writer in Rust.
"""

import sys


def copy_csv(source: str, target: str) -> None:
    """Read all columns as text and write them without quotes."""
    from pyarrow import csv, string  # noqa: PLC0415 -- only what the format needs is loaded

    with csv.open_csv(source) as stream:
        names = stream.schema.names
    table = csv.read_csv(source, convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, string())))
    csv.write_csv(table, target, csv.WriteOptions(quoting_style="none"))


def copy_xlsx(source: str, target: str) -> None:
    """Read the first sheet and write its rows."""
    from python_calamine import load_workbook  # noqa: PLC0415 -- the same
    from rustpy_xlsxwriter import FastExcel  # noqa: PLC0415 -- the same

    rows = iter(load_workbook(source).get_sheet_by_index(0).iter_rows())
    heading = next(rows)
    FastExcel(target).sheet("orders", (dict(zip(heading, row, strict=True)) for row in rows)).save()


if __name__ == "__main__":
    (copy_xlsx if sys.argv[1].endswith(".xlsx") else copy_csv)(sys.argv[1], sys.argv[2])
