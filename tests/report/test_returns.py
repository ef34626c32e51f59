"""Returns as people and programs get them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from returned import judged, said
from rich.console import Console

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.returns.calendar import events
from cbec_cli.report.returns.choose import FORMATS, choose_formats, write_returns
from cbec_cli.report.returns.csv_report import HEADINGS
from cbec_cli.report.returns.rows import FIELDS, NAMES
from cbec_cli.report.returns.terminal import render
from cbec_cli.report.returns.words import SIGNS, STYLES
from cbec_cli.work.returns.result import VERDICTS, ReturnsResult

if TYPE_CHECKING:
    from pathlib import Path

NASTY = "@SUM(A1)|[bold]<b>"
ROWS = [
    {"return_no": "R1", "refund": "100.00"},
    {"return_no": NASTY, "applied_on": "2026-11-01", "arrived_on": "2026-11-02"},
    {"return_no": "R3", "order_no": "A9"},
    {"return_no": "R4", "released_on": ""},
    {"return_no": "R5", "applied_on": "", "arrived_on": "", "place_to": "", "condition": "", "qty": ""},
    {"return_no": "R6", "released_on": "?"},
]


@pytest.fixture
def found(tmp_path: Path) -> ReturnsResult:
    return judged(tmp_path, ROWS, [{"qty": "9"}], on=date(2026, 10, 30))


def written(found: ReturnsResult, format_: str, tmp_path: Path) -> str:
    path = tmp_path / f"report.{format_}"
    write_returns(found, path, format_)
    return path.read_bytes().decode("utf-8-sig")


def screen(found: ReturnsResult, *, width: int = 80, **options: Any) -> str:
    out = io.StringIO()
    render(Console(file=out, width=width, color_system=None), found, **options)
    return out.getvalue()


def test_json_holds_every_line_and_its_findings(found: ReturnsResult) -> None:
    answer = said(found)
    assert answer["schema"] == "cbec/returns/1"
    assert list(answer) == [
        *("schema", "source", "originals", "data", "lines", "findings", "ledger", "economics", "groups"),
        "summary",
        *("findings_dropped", "waived", "known"),
    ]
    assert [line["verdict"] for line in answer["lines"]] == [
        *("eligible with warnings", "not eligible", "not eligible", "undecided"),
        *("eligible with warnings", "undecided"),
    ]
    assert set(NAMES) <= set(answer["lines"][0])
    assert [line["row"] for line in answer["lines"]] == [2, 3, 4, 5, 6, 7]
    summary = answer["summary"]
    assert sum(summary[verdict.replace(" ", "_")] for verdict in VERDICTS) == summary["lines"] == 6
    assert (summary["tax_back"], summary["quota_back"], summary["tax_lost"]) == ("18.20", "200.00", "9.10")
    assert summary["errors"] == sum(each["severity"] == "error" for each in answer["findings"])
    assert all(finding["file"] and finding["row"] for finding in answer["findings"])


def test_the_application_says_what_customs_ask_for(found: ReturnsResult) -> None:
    line = said(found)["lines"][0]
    assert line["declare"] == {
        "appType": "1",
        "customsCode": "2910",
        "orderNo": "A1",
        "ebpCode": "EBP1",
        "ebcCode": "3301960E01",
        "buyerIdType": "1",
        "buyerIdNumber": "110105********002X",
        "agentCode": "330766K00Q",
        "agentName": "诚信报关行",
        "gnum": "1",
        "gcode": "8510100000",
        "gname": "剃须刀",
        "qty": "1",
        "unit": "001",
    }
    assert "reason" in line["not_declared"]
    assert "invtNo" in line["not_declared"]


def test_csv_has_a_row_for_each_line_and_no_formulas(found: ReturnsResult, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written(found, "csv", tmp_path))))
    assert tuple(rows[0]) == HEADINGS
    assert len(rows) == 6
    assert rows[1]["return_no"] == f"'{NASTY}"
    assert rows[1]["law"].startswith("财关税〔2016〕18号 第四条")
    assert [row["tax_back"] for row in rows] == ["9.10", "0.00", "", "", "9.10", ""]


def test_fields_have_names_of_their_own_and_meanings() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(meaning for _, meaning, _ in FIELDS)
    assert set(SIGNS) == set(STYLES) == set(VERDICTS)


def test_markdown_escapes_what_cells_hold(found: ReturnsResult, tmp_path: Path) -> None:
    text = written(found, "markdown", tmp_path)
    assert text.startswith("# Returns in ")
    assert "@SUM(A1)\\|\\[bold\\]&lt;b>" in text
    assert "- RET001 " in text
    assert "- instead: Refund without return (仅退款不退货), tax stays" in text


def test_the_screen_tells_verdicts_reasons_and_what_to_do(found: ReturnsResult) -> None:
    text = screen(found)
    assert "Not eligible: 2" in text
    assert "Undecided: 2" in text
    assert "[bold]" in text  # shown, not obeyed
    assert "instead: Refund without return (仅退款不退货); tax stays" in text
    assert "missing: released_on (放行日期)" in text
    assert "apply by 2026-10-31, back by 2026-11-15" in text
    assert text.rstrip().endswith("tax that stays 9.10")
    assert max(map(len, text.splitlines())) <= 80


def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    rows = [{"return_no": f"R{i}", "order_no": "A9"} for i in range(14)]
    found = judged(tmp_path, rows)
    assert "… and 2 more (--all shows them)" in screen(found)
    assert "more" not in screen(found, show_all=True)


def test_calendar_holds_the_days_still_ahead(found: ReturnsResult, tmp_path: Path) -> None:
    told = {(each.title.partition(",")[0], str(each.day)) for each in events(found)}
    assert told == {
        ("Last day: apply for the return", "2026-10-31"),
        ("Last day: goods back at their place", "2026-11-15"),
    }
    text = written(found, "ics", tmp_path)
    assert text.startswith("BEGIN:VCALENDAR")
    assert text.count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab"])
def test_findings_are_written_as_every_check_writes_them(name: str, found: ReturnsResult, tmp_path: Path) -> None:
    text = written(found, name, tmp_path)
    assert "RET001" in text
    if name == "sarif":
        (run,) = json.loads(text)["runs"]
        assert len(run["results"]) == len(found.check.findings)
        assert {result["ruleId"] for result in run["results"]} >= {"RET001", "RET005", "RET009", "DAT001"}
    if name == "junit":
        assert 'tests="' in text


def test_formats_are_chosen_by_name_or_word(tmp_path: Path) -> None:
    assert choose_formats([]) == [("table", None)]
    assert choose_formats([tmp_path / "a.md"]) == [("markdown", tmp_path / "a.md")]
    assert choose_formats([tmp_path / "a.sarif.json"]) == [("sarif", tmp_path / "a.sarif.json")]
    assert choose_formats([tmp_path / "a.csv"], "json") == [("csv", tmp_path / "a.csv"), ("json", None)]
    assert choose_formats([tmp_path / "a"], "ics") == [("ics", tmp_path / "a")]
    with pytest.raises(CannotRun, match="unknown format"):
        choose_formats([], "pdf")
    with pytest.raises(CannotRun, match="named twice"):
        choose_formats([tmp_path / "a.md", tmp_path / "a.md"])
    assert "table" in FORMATS


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (written(judged(tmp_path, ROWS, on=date(2026, 10, 30)), "json", tmp_path) for _ in range(2))
    assert first == second
