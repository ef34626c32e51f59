from pathlib import Path

import pytest

from cbec_cli.tables.columns import ALL, Table, column, columns_of
from cbec_cli.tables.facts import Facts, read_facts
from cbec_cli.tables.source import open_source
from cbec_cli.tables.template import ROWS, Language, write_template
from cbec_cli.tables.template_examples import EXAMPLES

TABLES: tuple[Table, ...] = ("orders", "declarations", "catalog", "returns")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
each_table = pytest.mark.parametrize("table", TABLES)

CEB621_REQUIRES = {
    *("order_no", "ebp_code", "ebp_name", "ebc_code", "ebc_name", "logistics_no", "logistics_code", "logistics_name"),
    *("assure_code", "customs_code", "port_code", "buyer_id", "buyer_name", "buyer_phone", "consignee_address"),
    *("agent_code", "agent_name", "mode", "traf_mode", "gross_weight", "net_weight"),
    *("line_no", "hs_code", "name", "gmodel", "origin", "qty", "unit", "qty1", "unit1", "unit_price", "total_price"),
}
"""Fields of the declaration list that must be filled and that neither the e-port nor a single lawful value fills."""


def facts_of(path: Path) -> Facts:
    with open_source(path) as source:
        (chunk,) = source.chunks()
        return read_facts(source, chunk, only=ALL | {each.name for each in columns_of("returns")})


@each_table
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_read_back(tmp_path: Path, language: Language, table: Table) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, language, table)
    with open_source(path) as source:
        assert list(source.fields) == [each.name for each in columns_of(table)]
        assert source.heading_row == 1
        assert [finding.message for finding in source.findings if "is read; not read" not in finding.message] == []
    facts = facts_of(path)
    assert facts.findings == []
    for i, line in enumerate(EXAMPLES[table]):
        filled = {name for name, texts in facts.texts.items() if texts[i].as_py()}
        filled |= {name for name, known in facts.known.items() if known[i]}
        filled |= {name for name, (_, index) in facts.categories.items() if index[i] >= 0}
        filled |= {name for name, days in facts.days.items() if days[i]}
        assert filled == set(line)


def test_the_orders_template_holds_what_a_costing_reads(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    write_template(path)
    facts = facts_of(path)
    assert set(facts.texts["order_no"].to_pylist()) == {"示例-EXAMPLE-1"}
    assert facts.categories["hs_code"][0] == ["3304990099", "1901101090"]
    assert facts.numbers["unit_price"].tolist() == [18_000_000, 23_800_000]


def test_what_each_table_needs() -> None:
    assert {each.name for each in columns_of("orders") if each.needed("orders")} == {"order_no", "hs_code", "qty"}
    assert {each.name for each in columns_of("declarations") if each.needed("declarations")} == CEB621_REQUIRES
    assert {each.name for each in columns_of("catalog") if each.needed("catalog")} == {
        *("sku", "name", "hs_code", "unit", "origin", "unit_price")
    }


@each_table
def test_the_examples_fill_what_is_needed(table: Table) -> None:
    for line in EXAMPLES[table]:
        assert {each.name for each in columns_of(table) if each.needed(table)} <= line.keys()
        assert line.keys() <= {each.name for each in columns_of(table)}
        assert all(len(text) <= (column(name).longest or 99) for name, text in line.items())


def test_numbers_of_the_examples_are_valid_in_their_form() -> None:
    from stdnum import ean
    from stdnum.cn import ric, uscc

    lines = [line for table in TABLES for line in EXAMPLES[table]]
    found = {name: {line[name] for line in lines if name in line} for name in ALL}
    assert all(ric.is_valid(number) for name in ("buyer_id", "payer_id") for number in found[name])
    assert found["barcode"] == {number for number in found["barcode"] if ean.is_valid(number)} != set()
    firms = {
        code for name in ("ebp_code", "ebc_code", "logistics_code", "agent_code", "area_code") for code in found[name]
    }
    assert all(uscc.is_valid(code) if len(code) == 18 else len(code) == 10 for code in firms)


@each_table
def test_every_column_has_a_note_and_a_format(sheets: dict[tuple[Language, Table], object], table: Table) -> None:
    for language in LANGUAGES:
        sheet = sheets[language, table]
        headings = [cell.value for cell in sheet[1]]  # type: ignore[index] -- a worksheet
        for each in columns_of(table):
            at = headings.index(each.bilingual) + 1
            heading = sheet.cell(1, at)  # type: ignore[attr-defined]
            assert each.example in heading.comment.text
            assert (heading.fill.fgColor.rgb == "001F4E79") == each.needed(table)
            shown = sheet.cell(2, at).number_format  # type: ignore[attr-defined]
            assert (shown == "@") == (each.kind not in ("money", "quantity", "weight", "day"))


@each_table
def test_drop_downs_offer_the_choices(sheets: dict[tuple[Language, Table], object], table: Table) -> None:
    for language in LANGUAGES:
        sheet = sheets[language, table]
        offered = [each.formula1 for each in sheet.data_validations.dataValidation]  # type: ignore[attr-defined]
        assert sorted(offered) == sorted(f'"{",".join(each.choices)}"' for each in columns_of(table) if each.choices)
        assert all(len(each) <= 257 for each in offered)  # spreadsheets refuse longer lists
        assert all(str(ROWS) in str(each.sqref) for each in sheet.data_validations.dataValidation)  # type: ignore[attr-defined]
        assert sheet.freeze_panes == "B2"  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Language, Table], object]:
    from openpyxl import load_workbook

    found: dict[tuple[Language, Table], object] = {}
    for language in LANGUAGES:
        for table in TABLES:
            path = tmp_path_factory.mktemp("template") / "template.xlsx"
            write_template(path, language, table)
            book = load_workbook(path)
            found[language, table] = book.worksheets[0]
            guide = [row[1] for row in book.worksheets[1].iter_rows(values_only=True)]
            assert [name for name in guide if name][1:] == [each.name for each in columns_of(table)]
    return found
