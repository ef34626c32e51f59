"""The reports of a dossier: every one says the same, for people or for programs."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from rich.console import Console

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.docs.choose import choose_formats, write_docs
from cbec_cli.report.docs.csv_report import write_csv
from cbec_cli.report.docs.json_report import write_json
from cbec_cli.report.docs.terminal import render
from cbec_cli.report.docs.words import SIGNS, WORDS
from cbec_cli.report.docs.workbook import FILLS
from cbec_cli.work.dossier.result import DossierResult


def screen(result: DossierResult, *, width: int = 100, encoding: str = "utf-8", show_all: bool = False) -> str:
    """The table as a terminal of some width and encoding shows it."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    console = Console(file=file, width=width, highlight=False, legacy_windows=False)
    render(console, result, show_all=show_all)
    file.flush()
    return raw.getvalue().decode(encoding)


# -- terminal ----------------------------------------------------------------------------------------------------------


def test_the_terminal_tells_verdicts_matrix_tasks_and_how_it_ended(result: DossierResult) -> None:
    said = screen(result)
    assert "✗ blocked                 2  S-3, C-1" in said
    assert "! ready with warnings     1  S-2" in said
    assert "✓ ready                   1  S-1" in said
    assert re.search(r"^contract +✗ wrong holder", said, re.MULTILINE)
    assert re.search(r"^producer_registration +✗ missing .*! expiring", said, re.MULTILINE)
    assert "To do, by the day it is needed" in said
    assert "there is no shipment 'X-9'" in screen(result, show_all=True)
    assert "more: --all lists them" in said
    assert "DOC008" in said
    assert "(--files names their folder)" in said
    assert said.rstrip().endswith("2 shipments blocked, 1 ready with warnings, 1 ready")


def test_the_matrix_has_words_beside_its_signs_and_no_colour_code_in_a_file(result: DossierResult) -> None:
    said = screen(result)
    assert "\x1b" not in said
    cells = re.findall(r"[✓!✗-] (?:ok|missing|expiring|wrong holder|exempt|not needed)", said)
    assert len(cells) > 20


def test_plain_terminals_get_plain_signs(result: DossierResult) -> None:
    said = screen(result, encoding="ascii")
    assert "x blocked" in said
    assert "x missing" in said
    assert "+ ok" in said


@pytest.mark.parametrize("width", [40, 60, 80, 120, 300])
def test_no_line_is_wider_than_the_terminal_where_a_shipment_fits(result: DossierResult, width: int) -> None:
    from rich.cells import cell_len

    lines = screen(result, width=width, show_all=True).splitlines()
    assert max(map(cell_len, lines)) <= max(width, 48)


def test_ready_shipments_are_shown_only_if_asked_for(result: DossierResult) -> None:
    some, every = screen(result, width=200), screen(result, width=200, show_all=True)
    assert "… not shown: 1 ready (--all shows them)" in some
    assert "not shown" not in every
    assert re.search(r"S-3 +C-1 +S-2 +S-1", every)


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_json_has_the_shape_that_is_promised(result: DossierResult) -> None:
    sink = io.BytesIO()
    write_json(result, sink)
    said = json.loads(sink.getvalue())
    assert said["schema"] == "cbec/docs/1"
    assert [(each["shipment_id"], each["verdict"]) for each in said["shipments"]] == [
        ("S-1", "ready"),
        ("S-2", "ready with warnings"),
        ("S-3", "blocked"),
        ("C-1", "blocked"),
    ]
    for shipment in said["shipments"]:
        assert set(shipment) == {"shipment_id", "verdict", "documents"}
        for document in shipment["documents"]:
            assert list(document) == ["type", "state", "number", "expires_on", "code", "message", "fix", "law"]
            assert document["state"] in WORDS
            assert document["message"]
            assert document["law"]
    (expiring,) = [each for each in said["shipments"][1]["documents"] if each["state"] == "expiring"]
    assert (expiring["type"], expiring["expires_on"], expiring["code"]) == (
        "producer_registration",
        "2026-12-31",
        "DOC003",
    )
    summary = said["summary"]
    assert (summary["shipments"], summary["ready"], summary["ready_with_warnings"], summary["blocked"]) == (4, 1, 1, 2)
    assert sum(summary["by_code"].values()) == summary["errors"] + summary["warnings"] + summary["notes"]
    assert {each["code"] for each in said["findings"]} == set(summary["by_code"])
    assert said["data"]["settings"]["on"] == "2026-11-23"


def test_the_same_dossier_gives_the_same_bytes(result: DossierResult) -> None:
    written = []
    for _ in range(2):
        sink = io.BytesIO()
        write_json(result, sink)
        written.append(sink.getvalue())
    assert written[0] == written[1]


# -- csv and calendar --------------------------------------------------------------------------------------------------


def test_csv_has_a_row_for_each_document_and_each_faulty_cell(result: DossierResult) -> None:
    sink = io.BytesIO()
    write_csv(result, sink)
    lines = list(csv.DictReader(io.StringIO(sink.getvalue().decode("utf-8-sig"))))
    assert len([line for line in lines if line["type"]]) == sum(len(each.documents) for each in result.shipments)
    (lost,) = [line for line in lines if not line["type"]]
    assert lost["code"] == "DAT010"
    assert lost["row"].endswith("documents.csv 17 shipment_id")
    holder = next(line for line in lines if line["code"] == "DOC005" and line["shipment_id"] == "S-3")
    assert holder["state"] == "wrong_holder"


def test_the_calendar_holds_each_last_day_once(result: DossierResult, tmp_path: Path) -> None:
    path = tmp_path / "expiries.ics"
    write_docs(result, path, "ics")
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert [each["dtstart"].dt.isoformat() for each in events] == ["2026-12-31", "2029-01-31"]
    assert "CDNK06032203150001" in str(events[0]["summary"])
    assert "For S-2" in str(events[0]["description"])


# -- workbook ----------------------------------------------------------------------------------------------------------


def test_the_workbook_has_a_coloured_matrix_and_a_list_of_tasks_by_day(result: DossierResult, tmp_path: Path) -> None:
    path = tmp_path / "checked.xlsx"
    write_docs(result, path, "xlsx")
    book = load_workbook(path)
    assert book.sheetnames == ["Matrix", "To do", "Documents", "Expiries", "Findings", "Summary"]
    matrix = book["Matrix"]
    heads = [str(cell.value).split("\n")[0] for cell in matrix[1]]
    cells = {
        (row[0].value, head): cell for row in matrix.iter_rows(min_row=2) for head, cell in zip(heads, row, strict=True)
    }
    for name, head, text, colour in (
        ("S-1", "contract", "✓ ok", "ok"),
        ("S-2", "producer_registration", "! expiring", "warning"),
        ("S-3", "contract", "✗ wrong holder", "error"),
        ("C-1", "chinese_label", "- exempt", "none"),
        ("S-3", "verdict", "blocked", "error"),
    ):
        cell = cells[name, head]
        assert (cell.value, cell.fill.fgColor.rgb[-6:]) == (text, FILLS[colour])
    assert "do: get one in the right name" in cells["S-3", "contract"].comment.text
    assert cells["S-1", "contract"].comment is None
    days = [row[0].value for row in book["To do"].iter_rows(min_row=2)]
    assert days == sorted(days)
    assert len(days) == len(result.tasks)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert any("@别的公司" in str(cell.value) for row in book["Findings"].iter_rows() for cell in row)


# -- all ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab"])
def test_the_formats_of_every_check_carry_the_findings(result: DossierResult, tmp_path: Path, name: str) -> None:
    path = tmp_path / "report.txt"
    write_docs(result, path, name)
    said = path.read_text(encoding="utf-8")
    assert "DOC001" in said
    assert "X-9" in said


@pytest.mark.parametrize(
    ("names", "wanted", "chosen"),
    [
        ([], "", [("table", None)]),
        ([], "json", [("json", None)]),
        (["a.ics", "b.xlsx"], "", [("ics", "a.ics"), ("xlsx", "b.xlsx")]),
        (["a.json"], "gitlab", [("gitlab", "a.json")]),
        (["a.xlsx"], "github", [("xlsx", "a.xlsx"), ("github", None)]),
        (["a.out"], "ics", [("ics", "a.out")]),
        (["a.sarif.json"], "", [("sarif", "a.sarif.json")]),
    ],
)
def test_a_file_takes_the_format_of_its_name(
    names: list[str], wanted: str, chosen: list[tuple[str, str | None]]
) -> None:
    found = choose_formats([Path(name) for name in names], wanted)
    assert [(each, path and path.name) for each, path in found] == chosen


@pytest.mark.parametrize(
    ("names", "wanted", "said"),
    [
        ([], "xlsx", "cannot be written to the screen"),
        ([], "pdf", "unknown format"),
        (["a.out"], "", "cannot tell the format"),
        (["a.json", "./a.json"], "", "named twice"),
    ],
)
def test_what_cannot_be_written_is_refused(names: list[str], wanted: str, said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        choose_formats([Path(name) for name in names], wanted)


def test_every_state_has_a_word_and_every_standing_two_signs() -> None:
    assert max(map(len, WORDS.values())) <= 12
    assert all(plain.isascii() and sign for sign, plain in SIGNS.values())
