from pathlib import Path

import pytest

from cbec_cli.tables.columns import COLUMNS, Column
from cbec_cli.tables.facts import read_facts
from cbec_cli.tables.source import open_source
from cbec_cli.tables.template import ROWS, Language, write_template


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_read_back(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "orders.xlsx"
    write_template(path, language)
    with open_source(path, required=("order_no", "hs_code", "qty", "unit_price|total_price")) as source:
        assert list(source.fields) == [each.name for each in COLUMNS]
        assert source.heading_row == 1
        (chunk,) = source.chunks()
        facts = read_facts(source, chunk)
    assert facts.findings == []
    assert set(facts.texts["order_no"].to_pylist()) == {"示例-EXAMPLE-1"}
    assert facts.categories["hs_code"][0] == ["3304990099", "1901101090"]
    assert facts.numbers["unit_price"].tolist() == [18_000_000, 23_800_000]


@pytest.mark.parametrize("each", COLUMNS, ids=lambda each: each.name)
def test_every_column_has_a_note_and_a_format(sheets: dict[str, object], each: Column) -> None:
    for sheet in sheets.values():
        at = [cell.value for cell in sheet[1]].index(each.bilingual) + 1  # type: ignore[index] -- a worksheet
        heading = sheet.cell(1, at)  # type: ignore[attr-defined]
        assert each.example in heading.comment.text
        shown = sheet.cell(2, at).number_format  # type: ignore[attr-defined]
        assert (shown == "@") == (each.kind not in ("money", "quantity", "weight", "day"))


def test_drop_downs_offer_the_choices(sheets: dict[str, object]) -> None:
    for sheet in sheets.values():
        offered = [each.formula1 for each in sheet.data_validations.dataValidation]  # type: ignore[attr-defined]
        assert sorted(offered) == sorted(f'"{",".join(each.choices)}"' for each in COLUMNS if each.choices)
        assert all(len(each) <= 257 for each in offered)  # spreadsheets refuse longer lists
        assert all(str(ROWS) in str(each.sqref) for each in sheet.data_validations.dataValidation)  # type: ignore[attr-defined]
        assert sheet.freeze_panes == "B2"  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    from openpyxl import load_workbook

    found: dict[str, object] = {}
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        path = tmp_path_factory.mktemp("template") / "orders.xlsx"
        write_template(path, language)
        book = load_workbook(path)
        found[language] = book.worksheets[0]
        guide = [row[1] for row in book.worksheets[1].iter_rows(values_only=True)]
        assert [name for name in guide if name][1:] == [each.name for each in COLUMNS]
    return found
