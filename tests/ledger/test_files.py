"""Files of orders: whose year and which day an order counts to, what does not count, and what is kept of the cells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from batches import KEY, PEOPLE

from cbec_cli.ledger import Ledger, open_ledger
from cbec_cli.ledger.keys import Key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LI, HAN = PEOPLE[:2]
HEADING = "order_no,buyer_id,order_date,hs_code,qty,unit_price,origin"
GOODS = "8510100000,1,100.00,JP"


@pytest.fixture
def posted(
    book: Ledger, place: Path, cbec: Callable[..., Any], table: Callable[..., Path]
) -> Callable[..., dict[str, Any]]:
    """Post lines under a heading; the answer as JSON, with what the ledger has afterwards under `used`."""
    book.close()

    def post(heading: str, *lines: str, words: tuple[str, ...] = (), year: int = 2026) -> dict[str, Any]:
        done = cbec("post", table(heading, *lines), "--format", "json", *words)
        said: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == int(bool(said["left_out"] or said["conflicts"])), done.stderr
        with open_ledger(place, Key(KEY.encode())) as opened:
            said["used"] = [opened.used([person], year)[person] // 100 for person in (LI, HAN)]
        return said

    return post


def why(said: dict[str, Any]) -> dict[str, str]:
    return {each["order_no"]: each["text"] for each in said["left_out"]}


def test_an_order_of_several_lines_counts_with_its_freight(posted: Callable[..., dict[str, Any]]) -> None:
    said = posted(
        HEADING + ",order_freight",
        f"A1,{LI},2026-03-01,8510100000,2,100.00,JP,15.00",
        f"A1,{LI},2026-03-01,3304990029,1,50.00,FR,",
        f"A2,{HAN},2026-03-01,{GOODS},",
    )
    assert (said["posted"], said["amount"], said["used"]) == (2, "365.00", [265, 100])


def test_cbec_orders_and_single_articles_in_full_tax_count_and_nothing_else(
    posted: Callable[..., dict[str, Any]],
) -> None:
    said = posted(
        HEADING + ",mode",
        f"within,{LI},2026-03-01,8510100000,1,5000.00,JP,1210",
        f"full tax,{LI},2026-03-01,8510100000,1,5000.01,JP,9610",
        f"two above,{LI},2026-03-01,8510100000,2,2500.01,JP,1210",
        f"unsure,{LI},2026-03-01,8510100000,1,26000.00,JP,1210",
        f"trade,{LI},2026-03-01,8510100000,1,9000.00,JP,0110",
        f"export,{LI},2026-03-01,8510100000,1,10.00,JP,9810",
        f"unread,{LI},2026-03-01,8510100000,1,about 10,JP,1210",
    )
    assert (said["posted"], said["outside"], said["amount"]) == (2, 1, "10000.01")
    assert set(why(said)) == {"two above", "unsure", "export", "unread"}
    assert why(said)["two above"].startswith("THR001")
    assert [each["row"] for each in said["findings"]] == [8]


def test_an_order_that_becomes_general_trade_is_a_conflict_and_then_counts_no_more(
    posted: Callable[..., dict[str, Any]],
) -> None:
    heading = HEADING + ",mode"
    posted(heading, f"A1,{LI},2026-03-01,{GOODS},1210")
    said = posted(heading, f"A1,{LI},2026-03-01,{GOODS},0110")
    assert said["conflicts"][0]["text"].endswith("offered now not as a CBEC order")
    said = posted(heading, f"A1,{LI},2026-03-01,{GOODS},0110", words=("--replace",))
    assert (said["replaced"], said["used"]) == (1, [0, 0])
    assert posted(heading, f"A1,{LI},2026-03-01,{GOODS},0110")["outside"] == 1
    assert posted(heading, f"A1,{LI},2026-03-01,{GOODS},1210", words=("--replace",))["used"] == [100, 0]


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        ("2025-12-31", 2025),
        ("2026-01-01", 2026),
        ("2025-12-31 23:59:59", 2025),
        ("2025-12-31T15:59:59Z", 2025),
        ("2025-12-31T16:00:00Z", 2026),
        ("2026-01-01T00:30:00+09:00", 2025),
    ],
)
def test_the_year_is_that_of_the_order_in_china(posted: Callable[..., dict[str, Any]], moment: str, year: int) -> None:
    assert posted(HEADING, f"A1,{LI},{moment},{GOODS}", year=year)["used"] == [100, 0]


def test_an_order_without_a_day_counts_by_its_declaration_or_not_at_all(posted: Callable[..., dict[str, Any]]) -> None:
    said = posted(
        HEADING + ",declared_on",
        f"A1,{LI},2025-12-30,{GOODS},2026-01-02",
        f"A2,{LI},,{GOODS},2026-01-02",
        f"A3,{HAN},,{GOODS},",
    )
    assert (said["used"], list(why(said))) == ([100, 0], ["A3"])
    assert "no day of the order (下单日期)" in why(said)["A3"]


def test_a_file_without_days_needs_one(cbec: Callable[..., Any], book: Ledger, table: Callable[..., Path]) -> None:
    book.close()
    file = table("order_no,buyer_id,hs_code,qty,unit_price,origin", f"A1,{LI},{GOODS}")
    done = cbec("post", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no day of the order (order_date, 下单日期)" in done.stderr
    assert cbec("post", file, "--on", "2026-03-01").returncode == 0


def test_orders_that_cannot_be_known_again_are_left_out(posted: Callable[..., dict[str, Any]]) -> None:
    said = posted(
        HEADING,
        f",{LI},2026-03-01,{GOODS}",
        f"A2,,2026-03-01,{GOODS}",
        f"A3,110105********123X,2026-03-01,{GOODS}",
        f"A4,{LI},2026-03-01,{GOODS}",
        f"A4,{HAN},2026-03-01,{GOODS}",
        f"A5,{HAN},2026-03-01,{GOODS}",
    )
    assert (said["posted"], said["used"]) == (1, [0, 100])
    reasons = why(said)
    assert set(reasons) == {"row 2", "A2", "A3", "A4"}
    assert "no ID number of the buyer" in reasons["A2"]
    assert "masked" in reasons["A3"]
    assert "DAT004" in reasons["A4"]


def test_the_platform_of_a_line_goes_for_its_order(posted: Callable[..., dict[str, Any]]) -> None:
    said = posted(
        HEADING + ",ebp_code",
        f"A1,{LI},2026-03-01,{GOODS},P",
        f"A1,{LI},2026-03-01,{GOODS},",
        f"A1,{HAN},2026-03-01,{GOODS},Q",
        f"A2,{HAN},2026-03-01,{GOODS},",
        words=("--platform", "W"),
    )
    assert (said["posted"], said["used"]) == (3, [200, 200])
    said = posted(HEADING, f"A2,{HAN},2026-03-01,{GOODS}", words=("--platform", "W"))
    assert said["already"] == 1
    assert "posted on platform W before" in posted(HEADING, f"A2,{HAN},2026-03-01,{GOODS}")["conflicts"][0]["text"]


def test_an_order_in_two_files_is_not_added_up(
    cbec: Callable[..., Any], book: Ledger, place: Path, table: Callable[..., Path]
) -> None:
    book.close()
    files = [
        table(HEADING, f"A{number},{LI},2026-03-01,{GOODS}", f"same,{LI},2026-03-01,{GOODS}", name=f"{number}.csv")
        for number in (1, 2)
    ]
    said = json.loads(cbec("post", *files, "--format", "json").stdout)
    assert (said["posted"], [each["order_no"] for each in said["left_out"]]) == (2, ["same"])
    assert "stands in several of these files" in said["left_out"][0]["text"]
    for file in files:
        assert cbec("post", file).returncode == 0
    with open_ledger(place, Key(KEY.encode())) as opened:
        assert opened.used([LI], 2026) == {LI: 30_000}


def test_an_id_is_the_same_however_it_is_written(posted: Callable[..., dict[str, Any]]) -> None:
    written = [LI.lower(), f" {LI} ", "".join(chr(ord(c) + 0xFEE0) for c in LI)]
    said = posted(HEADING, *(f"A{i},{text},2026-03-01,{GOODS}" for i, text in enumerate(written)))
    assert said["used"] == [300, 0]


def test_a_damaged_id_is_not_counted_for_somebody_else(posted: Callable[..., dict[str, Any]]) -> None:
    said = posted(HEADING, f"A1,1.10105E+17,2026-03-01,{GOODS}", f"A2,110105199001011000,2026-03-01,{GOODS}")
    assert (said["posted"], set(why(said))) == (0, {"A1", "A2"})
    assert {each["code"] for each in said["findings"]} == {"DAT005"}


def test_foreign_prices_count_in_cny(posted: Callable[..., dict[str, Any]]) -> None:
    line = f"A1,{LI},2026-03-01,8510100000,1,100.00,JP,USD"
    said = posted(HEADING + ",currency", line, words=("--fx", "USD=7.0855"))
    assert said["amount"] == "708.55"
    assert "TAX109" in why(posted(HEADING + ",currency", line.replace("A1", "A2")))["A2"]


def test_what_file_cannot_be_posted_is_told(cbec: Callable[..., Any], book: Ledger, table: Callable[..., Path]) -> None:
    book.close()
    assert "ID numbers in it; name a file" in cbec("post", "-").stderr
    assert "buyer_id" in cbec("post", table("order_no,order_date,hs_code,qty,unit_price", "A1,2026-03-01,1,1,1")).stderr
    assert "no order lines" in cbec("post", table(HEADING)).stderr
    odd = table(HEADING, f"A\x1f1,{LI},2026-03-01,{GOODS}")
    assert "control character" in cbec("post", odd).stderr


def test_cells_kept_between_passes_hold_no_id(table: Callable[..., Path]) -> None:
    from cbec_cli.cli.ledger_files import order_files

    file = table(HEADING + ",buyer_name,note", f"A1,{LI},2026-03-01,{GOODS},张三丰,of {LI}")
    for keep in (False, True):
        read = order_files(
            [str(file)], None, None, platform="", on=None, fx=None, fx_file=None, config=None,
            price_includes_tax=False, keep_cells=keep,
        )  # fmt: skip
        offered = read.settle()
        cells = str(read.batch.spool.cells(0).to_pylist())
        assert "张三丰" not in cells
        assert f"'{LI}'" not in cells
        assert LI not in repr(offered)
        assert LI not in str(read.batch.findings.kept)
        read.batch.spool.close()
