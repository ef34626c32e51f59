"""Hostile and broken tables of returns: nothing is guessed, nothing crashes, personal data stay masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returned import RETURNED, judged, said, table

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.source import open_source
from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.returns.claims import read_claims

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("released_on", "03/04/2026", "DAT001"),
        ("applied_on", "soon", "DAT001"),
        ("arrived_on", "#N/A", "DAT001"),
        ("return_qty", "-1", "DAT001"),
        ("return_qty", "one", "DAT001"),
        ("tax_settled_on", "=A1", "DAT001"),
    ],
)
def test_a_cell_that_cannot_be_read_leaves_the_line_undecided(
    column: str, cell: str, code: str, tmp_path: Path
) -> None:
    found = judged(tmp_path, [{column: cell}])
    (line,) = found.lines
    assert line.verdict == "undecided"
    assert any(each.startswith(column) for each in line.missing)
    (finding,) = [each for each in found.check.findings if each.code == code]
    assert (finding.row, finding.column) == (2, column)
    assert found.exit_status == 1


def test_a_damaged_number_of_the_list_is_not_looked_for(tmp_path: Path) -> None:
    found = judged(tmp_path, [{"order_no": "1.23E+17"}])
    assert [line.verdict for line in found.lines] == ["undecided"]
    assert "cannot be read" in found.lines[0].findings[0].message
    assert {each.code for each in found.check.findings} == {"DAT005", "RET005"}


def test_a_row_that_names_nothing(tmp_path: Path) -> None:
    found = judged(tmp_path, [{"order_no": ""}, {"order_no": "A1", "return_no": "R2"}])
    assert [line.verdict for line in found.lines] == ["undecided", "eligible"]


def test_an_unreadable_cell_of_the_declaration_leaves_the_tax_unknown(tmp_path: Path) -> None:
    found = judged(tmp_path, declared=[{"unit_price": "?"}])
    (line,) = found.lines
    assert (line.verdict, line.tax_back, line.quota_back) == ("undecided", None, None)
    assert "unit_price" in "; ".join(line.missing)
    assert any(each.file.endswith("orders.csv") for each in found.check.findings)


def test_faults_of_orders_that_do_not_come_back_are_not_told(tmp_path: Path) -> None:
    found = judged(tmp_path, declared=[{}, {"order_no": "A2", "unit_price": "?"}])
    assert found.check.findings == []


def test_the_same_order_in_two_rows_of_the_declaration_is_named(tmp_path: Path) -> None:
    found = judged(tmp_path, [{"line_no": "1"}], declared=[{"line_no": "1"}, {"line_no": "1"}])
    assert found.lines[0].verdict in ("eligible", "undecided")


def test_formulas_and_control_characters_are_only_text(tmp_path: Path) -> None:
    nasty = '@SUM(A1)|<b>"\u202e\x1b[31m'
    found = judged(tmp_path, [{"place_to": nasty, "return_no": nasty, "applicant": nasty, "reason": nasty}])
    assert said(found)["lines"][0]["verdict"] == "not eligible"


def test_personal_data_in_wrong_columns_are_masked(tmp_path: Path) -> None:
    words = {"place_to": "13812345678", "applicant": "11010519491231002X", "reason": "call 13812345678"}
    told = str(said(judged(tmp_path, [words])))
    assert "13812345678" not in told
    assert "11010519491231002X" not in told


def test_the_buyer_is_masked_in_the_application_unless_wanted(tmp_path: Path) -> None:
    masked = dict(judged(tmp_path).lines[0].declare)
    shown = dict(judged(tmp_path, check=CheckOptions(show_personal_data=True)).lines[0].declare)
    assert masked["buyerIdNumber"] == "110105********002X"
    assert shown["buyerIdNumber"] == "11010519491231002X"


def test_a_table_without_numbers_or_rows_cannot_be_judged(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="no column for invt_no"):
        table(tmp_path / "returns.csv", [{}], {"return_no": "R1", "return_qty": "1"})
    empty = tmp_path / "empty.csv"
    empty.write_text("order_no,return_qty\n,\n", encoding="utf-8")
    with pytest.raises(CannotRun, match="no returns below the headings"), open_source(empty) as source:
        read_claims(source)


cells = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=12)


@given(row=st.fixed_dictionaries({}, optional=dict.fromkeys(RETURNED, cells)))
def test_no_cell_ever_crashes_a_check(row: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        found = judged(
            tmp_path_factory.mktemp("any"), [{}, row], [{"qty": "1000000", "unit_price": "", "total_price": "100.00"}]
        )
    except CannotRun:
        return
    assert said(found)["schema"] == "cbec/returns/1"
    assert found.lines[0].verdict in ("eligible", "eligible with warnings")
