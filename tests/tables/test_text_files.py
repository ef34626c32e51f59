"""csv and tsv: nothing is lost, joined or shifted, whichever way is taken."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables import lines, text_files
from cbec_cli.tables.source import Limits, open_source

HEAD = "order_no,hs_code,qty,name"
Write = Callable[..., Path]


def cells(path: Path, size: int = 65_536) -> list[tuple[int, list[str | None]]]:
    with open_source(path) as source:
        found = []
        for chunk in source.chunks(size):
            columns = [column.to_pylist() for column in chunk.cells.columns]
            found += [(int(row), [*texts]) for row, texts in zip(chunk.rows, zip(*columns, strict=True), strict=True)]
        return found


def test_plain_lines(text_file: Write) -> None:
    path = text_file(f"{HEAD}\nA1,3304990099,1,face cream\nA1,,2,\n")
    assert cells(path) == [(2, ["A1", "3304990099", "1", "face cream"]), (3, ["A1", None, "2", None])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_every_line_end_with_and_without_the_last(text_file: Write, end: str, last: bool) -> None:
    path = text_file(end.join([HEAD, "A1,1,1,x", "A2,2,2,y"]) + (end if last else ""))
    assert cells(path) == [(2, ["A1", "1", "1", "x"]), (3, ["A2", "2", "2", "y"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(text_file: Write, encoding: str) -> None:
    path = text_file("订单编号,商品编码,数量,商品名称\r\nA1,3304990099,1,面霜\r\n", encoding=encoding)
    assert cells(path) == [(2, ["A1", "3304990099", "1", "面霜"])]
    with open_source(path) as source:
        said = [finding.message for finding in source.findings]
    assert bool(said) == (not encoding.startswith("utf-8"))


def test_utf16_be_with_a_mark(text_file: Write) -> None:
    path = text_file(b"\xfe\xff" + f"{HEAD}\nA1,1,1,面霜\n".encode("utf-16-be"))
    assert cells(path) == [(2, ["A1", "1", "1", "面霜"])]


def test_an_encoding_that_shows_late(text_file: Write) -> None:
    plain = "".join(f"A{i},1,1,cream\n" for i in range(90_000))
    for encoding, said in (("gb18030", ["the text is read as GB18030"]), ("utf-8", [])):
        path = text_file(f"{HEAD}\n{plain}Z9,1,1,面霜\n", encoding=encoding)
        with open_source(path) as source:
            *_, last = source.chunks()
            assert last.cells.column(3)[-1].as_py() == "面霜"
            assert [finding.message for finding in source.findings] == said
            assert source.bytes_read == source.bytes_total


def test_bytes_that_fit_no_encoding_are_named_by_row(text_file: Write) -> None:
    good = "".join(f"A{i},1,1,面霜\n" for i in range(3)).encode()
    path = text_file(HEAD.encode() + b"\n" + good + b"A9,1,1,\xff\xfe\n")
    with pytest.raises(CannotRun, match="row 5: the text is not UTF-8"):
        cells(path)
    with pytest.raises(CannotRun, match="it is neither UTF-8, UTF-16 nor GB18030"):
        cells(text_file(f"{HEAD}\nA1,1,1,".encode() + b"\xff\xff\n"))
    late = "".join(f"A{i},1,1,cream\n" for i in range(90_000)).encode()
    with pytest.raises(CannotRun, match="row 90002: the text is not UTF-8; the file mixes encodings"):
        cells(text_file(HEAD.encode() + b"\n" + late + b"A9,1,1,\xff\n"))
    with pytest.raises(CannotRun, match="the text is not GB18030"):
        cells(text_file(f"{HEAD},面霜\n".encode("gb18030") + late + b"A9,1,1,\xff\n"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(text_file: Write, separator: str) -> None:
    path = text_file("\n".join(separator.join(row) for row in (HEAD.split(","), ["A1", "1", "2", "a.b"])) + "\n")
    assert cells(path) == [(2, ["A1", "1", "2", "a.b"])]


def test_the_line_that_names_the_separator_is_no_row(text_file: Write) -> None:
    path = text_file("sep=;\norder_no;hs_code;qty\nA1;1;2,5\n")
    assert cells(path) == [(2, ["A1", "1", "2,5"])]


def test_blank_lines_count_as_rows_and_are_said(text_file: Write) -> None:
    path = text_file(f"\n{HEAD}\n\nA1,1,1,x\n\n\n , ,,\nA2,1,1,x\n,,,\n\n")
    with open_source(path) as source:
        rows = [int(row) for chunk in source.chunks() for row in chunk.rows]
        assert source.heading_row == 2
        assert source.skipped == [(3, "blank"), (5, "blank, to row 7"), (9, "blank, to row 10")]
    assert rows == [4, 8]


def test_line_breaks_in_cells_are_one_row(text_file: Write) -> None:
    path = text_file(f'{HEAD}\r\nA1,1,1,"two\nlines"\r\nA2,1,1,"a\r\nb"\r\nA3,1,1,"say ""hi"", then go"\r\nA4,1,1,\r\n')
    assert cells(path) == [
        (2, ["A1", "1", "1", "two\nlines"]),
        (3, ["A2", "1", "1", "a\r\nb"]),
        (4, ["A3", "1", "1", 'say "hi", then go']),
        (5, ["A4", "1", "1", None]),
    ]


def test_a_heading_of_two_lines(text_file: Write) -> None:
    path = text_file('order_no,"HS code\n商品编码",qty\nA1,1,2\n')
    assert cells(path) == [(2, ["A1", "1", "2"])]


def test_a_lone_carriage_return_does_not_cut_a_row(text_file: Write) -> None:
    path = text_file(f"{HEAD}\nA1,1,1,a\rb\nA2,1,1,x\n")
    assert cells(path) == [(2, ["A1", "1", "1", "a\rb"]), (3, ["A2", "1", "1", "x"])]


def test_a_line_feed_in_a_file_of_carriage_returns(text_file: Write) -> None:
    path = text_file(f'{HEAD}\rA1,1,1,"a\rb"\rA2,1,1,c\nd\rA3,1,1,x\r')
    assert [texts[3] for _, texts in cells(path)] == ["a\rb", "c\nd", "x"]


def test_a_quotation_mark_inside_a_cell_is_a_letter(text_file: Write) -> None:
    path = text_file(f'{HEAD}\nA1,1,1,5" plate\nA2,1,1,6" plate\n')
    assert [texts[3] for _, texts in cells(path)] == ['5" plate', '6" plate']


def test_a_quoted_last_cell_that_goes_on_beyond_the_block(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "FIRST_BLOCK", 64)
    monkeypatch.setattr(text_files, "FIRST_BLOCK", 64)
    rows = [[f"A{i}", "1", "1", "line\nbreak" if i % 3 == 0 else "x"] for i in range(40)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD.split(","), *rows])
    assert [texts for _, texts in cells(text_file(out.getvalue()), size=3)] == rows


def test_a_quotation_mark_never_closed_names_its_row(text_file: Write) -> None:
    with pytest.raises(CannotRun, match='row 3: a quotation mark opens a cell that never ends; remove the stray "'):
        cells(text_file(f'{HEAD}\nA1,1,1,x\nA2,1,1,"5 inch\nA3,1,1,x\n'))
    with pytest.raises(CannotRun, match="row 3: a quotation mark opens"):
        cells(text_file(f'{HEAD}\nA1,1,1,x\nA2,1,1,"5 inch\n' + "A3,1,1,x\n" * 20_000))


def test_too_few_cells_are_empty_too_many_are_said(text_file: Write) -> None:
    path = text_file(f"{HEAD}\nA1,1\nA2,1,1,cream, rich\nA3,1,1,x,,\n\nA4,1,1,a,b\n")
    with open_source(path) as source:
        (chunk,) = source.chunks()
    assert chunk.cells.column(3).to_pylist() == [None, "cream", "x", "a"]
    assert chunk.rows.tolist() == [2, 3, 4, 6]
    assert sorted(chunk.torn) == [1, 3]
    assert chunk.torn[1] == "the row has 5 cells, the heading 4: a separator may stand in a cell without quotes"


def test_a_zero_byte_shifts_nothing(text_file: Write) -> None:
    path = text_file(f"{HEAD}\nA1,1,1,a\0b\nA2,1,1,x\n")
    plain = "".join(f"A{i},1,1,cream\n" for i in range(1_000))
    path = text_file(f"{HEAD}\n{plain}A1,1,1,a\0b\nA2,1,1,x\n")
    assert [texts[3] for _, texts in cells(path)][-2:] == ["a\0b", "x"]


def test_limits(text_file: Write) -> None:
    path = text_file(f"{HEAD}\nA1,1,1,{'面' * 20_000}\n")
    assert len(cells(path)) == 1  # more bytes than the limit, fewer characters
    path = text_file(f"{HEAD}\nA1,1,1,{'x' * 40_000}\n")
    with pytest.raises(CannotRun, match="row 2, column 'name': a cell of over 32,767 characters"):
        cells(path)
    path = text_file(f"{HEAD}\nA1,1,1,x\nA2,1,1,x\n")
    with open_source(path, limits=Limits(rows=2)) as source, pytest.raises(CannotRun, match="more than 2 rows"):
        list(source.chunks())
    with open_source(path, limits=Limits(columns=3)) as source, pytest.raises(CannotRun, match="4 columns, at most 3"):
        list(source.chunks())


def test_a_line_without_end_is_no_table(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_LONGEST_LINE", 1 << 20)
    path = text_file("order_no,hs_code,qty\n" + "x" * (3 << 20))
    with open_source(path) as source, pytest.raises(CannotRun, match="a line of more than 1 MB"):
        list(source.chunks())


def test_an_endless_first_line_is_no_table(text_file: Write) -> None:
    with pytest.raises(CannotRun, match="not a table: the first row is one endless cell"):
        open_source(text_file("x" * (3 << 20)))


def test_many_rows_come_in_chunks_that_fit(text_file: Write) -> None:
    path = text_file(f"{HEAD}\n" + "".join(f"A{i},{i},1,name of article {i}\n" for i in range(100_000)))
    with open_source(path) as source:
        assert source.rows_hint is None
        sizes, rows = [], []
        for chunk in source.chunks(10_000):
            sizes.append(len(chunk.rows))
            rows += chunk.rows.tolist()
            assert source.rows_hint is not None
    assert rows == list(range(2, 100_002))
    assert max(sizes[1:]) <= 11_000


NASTY = st.text(st.sampled_from('ab1 ,"\n\r;=é面'), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(NASTY, min_size=4, max_size=4), min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_is_read(text_file: Write, rows: list[list[str]], end: str) -> None:
    rows = [["k" + row[0], *row[1:]] for row in rows]  # a filled first cell, so that no row is blank
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([HEAD.split(","), *rows])
    expected = [(i, [text or None for text in row]) for i, row in enumerate(rows, 2)]
    assert cells(text_file(out.getvalue())) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.sampled_from('ab,"\n\r '), max_size=14), min_size=1, max_size=8))
def test_the_fast_way_reads_what_the_slow_way_reads(text_file: Write, records: list[str]) -> None:
    path = text_file(HEAD + "\n" + "".join(f"k,{record}\n" for record in records))
    fast = _outcome(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "_fast", lambda *_: None)
        slow = _outcome(path)
    assert fast == slow


def _outcome(path: Path) -> object:
    try:
        return cells(path)
    except CannotRun as stop:
        return stop.what


def test_reading_does_not_load_pandas(text_file: Write) -> None:
    import subprocess
    import sys

    path = text_file(f"{HEAD},unit_price\n" + "A1,3304990099,2,面霜,¥12.50\n" * 3)
    code = (
        "import sys\nfrom cbec_cli.tables.source import open_source\nfrom cbec_cli.tables.facts import read_facts\n"
        f"s = open_source({str(path)!r})\nfor c in s.chunks(): read_facts(s, c)\n"
        "assert 'pandas' not in sys.modules and 'openpyxl' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
