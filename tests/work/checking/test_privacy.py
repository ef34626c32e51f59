"""Whoever reads a report learns of no buyer: IDs, names, telephones and addresses are masked wherever they could stand.

The user's own sheet in a marked workbook is the user's; findings, comments and everything else in it is a report.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from checked import NO_AMOUNTS, clean_orders, order, person, resident_id
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import faults
from readings import command, write_rows
from saved import saved

if TYPE_CHECKING:
    from collections.abc import Iterable

Rows = list[dict[str, str]]
PERSONAL = tuple(person(1))
FILES = ("r.json", "r.sarif", "r.xml", "r.csv", "r.txt", "gl-code-quality-report.json", "r.xlsx")
SCREENS = (
    ("--all",),
    ("--all", "--group", "order"),
    ("--statistics",),
    *(("--format", name) for name in ("json", "sarif", "junit", "github", "gitlab", "csv")),
)

Screens = tuple[tuple[str, ...], ...]

RARE = "龘靐齉齾爩鱻麤龗灪龖厵滟爨癵驫鱻鸞鸝"
"""Characters that stand in no message: two of them in a row are somebody's name."""


@pytest.fixture(autouse=True)
def quiet_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")  # nothing is cut away by a narrow screen


def reported(
    capfd: pytest.CaptureFixture[str], rows: Rows, *options: str, kind: str = "csv", screens: Screens = SCREENS
) -> str:
    """Everything any report says, but for the user's own sheet in the workbook."""
    table = str(saved(Path(f"batch.{kind}"), rows))
    files = [word for name in FILES for word in ("--output", name)]
    capfd.readouterr()
    assert command("check", table, *files, *options, "--all") in (0, 1)
    for words in screens:
        assert command("check", table, *words, *options) in (0, 1)
    printed = capfd.readouterr()
    texts = [Path(name).read_text(encoding="utf-8") for name in FILES[:-1]]
    return "\n".join([printed.out, printed.err, *texts, *workbook_texts(Path("r.xlsx"))])


def workbook_texts(path: Path) -> Iterable[str]:
    """Findings, summary and comments of a workbook that `cbec check` wrote."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for sheet in book.worksheets[-2:]:
        yield from (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    with zipfile.ZipFile(path) as archive:
        yield from (archive.read(name).decode() for name in archive.namelist() if "comments" in name.lower())


def people(rows: Rows) -> set[str]:
    """Every personal text of a batch."""
    return {text for row in rows for name in PERSONAL if len(text := row.get(name, "").strip()) > 1}


def spoil(text: str) -> str:
    """A cell as it often comes: too long for its field."""
    return text + "9" * 300


FAULTY_PEOPLE: Rows = [
    *order(9_001, buyer_id=resident_id(1)[:-1], buyer_phone="1391234567", consignee_phone="01017"),
    *order(9_002, buyer_id=resident_id(2)[:-3] + "000", payer_id="1.10105E+17"),
    *order(9_003, buyer_id=spoil(resident_id(3)), buyer_name=spoil("欧阳某某"), consignee_phone=spoil("13712345678")),
    *order(9_004, consignee_address=spoil("浙江省宁波市海曙区某某路77号")),
    *order(9_005, {"consignee": "欧阳修文"}, {"consignee": "司马相如"}, **NO_AMOUNTS),
    *order(9_006, {"buyer_id": resident_id(4)}, {"buyer_id": resident_id(5)}, **NO_AMOUNTS),
    *order(9_007, buyer_name="Ann-Sophie Beauregard", payer_name="诸葛孔明", payer_id=""),
    *order(9_008, buyer_id="G28233515", buyer_id_type="2"),
    *order(9_009, buyer_phone="+86 139-1234-9999", consignee_phone="13912349999；13712349999"),
    *order(9_010, {}, {"line_no": "1"}, **NO_AMOUNTS),
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_report_of_faulty_orders_names_a_buyer(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    rows = [*(row for rows in faults().values() for row in rows[:12]), *FAULTY_PEOPLE, *clean_orders(5, first=8_000)]
    said = reported(capfd, rows, kind=kind)
    assert {text for text in people(rows) if text in said} == set()
    assert "3301********" in said or "330102********" in said  # masked, not left out


ids = st.one_of(
    st.integers(0, 10**6).map(resident_id),
    st.text("0123456789", min_size=16, max_size=19),
    st.from_regex(r"[A-Z]{1,2}[0-9]{7,9}", fullmatch=True),
    st.from_regex(r"[1-9]\.[0-9]{5}E\+17", fullmatch=True),
)
names = st.text(RARE, min_size=2, max_size=8)
phones = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"0[1-9][0-9]{1,2}-[2-9][0-9]{7}", fullmatch=True),
    st.from_regex(r"[0-9]{8,16}", fullmatch=True),
)
addresses = st.builds("{}{}路{}号".format, st.sampled_from(["浙江省杭州市", "北京市", ""]), names, st.integers(1, 999))
anybody = st.fixed_dictionaries(
    {
        **dict.fromkeys(("buyer_id", "payer_id"), ids),
        **dict.fromkeys(("buyer_name", "payer_name", "consignee"), names),
        **dict.fromkeys(("buyer_phone", "consignee_phone"), phones),
        "consignee_address": addresses,
    }
)


@settings(max_examples=8)
@given(st.lists(anybody, min_size=2, max_size=4))
def test_whoever_buys_is_not_told(capfd: pytest.CaptureFixture[str], buyers: list[dict[str, str]]) -> None:
    """Also of cells nobody thought of; of names and addresses not two characters in a row."""
    lines: Rows = [{}, {"line_no": "1"}, {"consignee": "靐龘鸞"}]
    rows = [row for n, buyer in enumerate(buyers, 1) for row in order(n, *({**buyer, **line} for line in lines))]
    said = reported(capfd, rows, screens=(("--format", "github"),))
    assert {text for text in people(rows) if text in said} == set()
    pairs = {
        text[i : i + 2] for text in people(rows) for i in range(len(text) - 1) if set(text[i : i + 2]) <= set(RARE)
    }
    assert {pair for pair in pairs if pair in said} == set()


def test_the_user_may_ask_to_see_them(capfd: pytest.CaptureFixture[str]) -> None:
    rows = order(1, buyer_id="330102198501011234", buyer_phone="13912345", consignee_address="某" * 210)
    said = reported(capfd, rows, "--show-personal-data", screens=())
    assert "330102198501011234" in said
    assert "13912345" in said
    hidden = reported(capfd, rows, screens=())
    assert "330102198501011234" not in hidden
    assert "330102********1234" in hidden


def test_annotations_of_a_build_are_masked(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    write_rows(Path("batch.csv"), FAULTY_PEOPLE)
    assert command("check", "batch.csv") == 1
    said = capfd.readouterr().out
    assert "::error" in said
    assert {text for text in people(FAULTY_PEOPLE) if text in said} == set()


def test_a_table_without_headings_names_nobody_in_its_error(capfd: pytest.CaptureFixture[str]) -> None:
    rows = order(1)
    text = write_rows(Path("batch.csv"), rows).read_text(encoding="utf-8")
    Path("batch.csv").write_text(text.partition("\n")[2], encoding="utf-8")
    assert command("check", "batch.csv") == 2
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert {text for text in people(rows) if text in said} == set()
