"""The result of a check as a workbook: the user's own with marks where that is possible, else a fresh one.

Three ways lead to it. An xlsx of moderate length is marked: fills and comments at the cells, everything else as it
was. Any other table of moderate length becomes a fresh workbook with the same marks. A long table is streamed into a
fresh workbook whose rows are coloured. All have a column `check` with the codes of each line, a sheet Findings with
links to the cells, and a sheet Summary that says how the workbook was made and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.report.check.workbook_tables import Made
from cbec_cli.report.check.workbook_user import CannotMark, is_long, mark_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from cbec_cli.work.checking.result import CheckResult


def write_workbook(result: CheckResult, path: Path) -> None:
    """Write the workbook.

    Args:
        result: what was checked and found.
        path: a new or temporary file; macros are kept only if its name has the ending .xlsm.

    Raises:
        CannotRun: a row is below the last one a sheet can hold.
        OSError: the file cannot be written.
    """
    try:
        mark_workbook(result, path)
    except CannotMark as why:
        made = Made(why=str(why))
    else:
        return
    if is_long(result):
        from cbec_cli.report.check.workbook_long import write_long  # noqa: PLC0415 -- only long tables need its writer

        write_long(result, path, made)
    else:
        from cbec_cli.report.check.workbook_fresh import write_fresh  # noqa: PLC0415 -- only other tables need it

        write_fresh(result, path, made)
