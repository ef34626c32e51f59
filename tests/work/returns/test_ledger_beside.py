"""What a ledger knows of an order beside its returns: earlier ones count, and each return is given back once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from returned import judged

from cbec_cli.work.returns.posting import postings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from cbec_cli.work.returns.result import ReturnsResult


@dataclass
class Known:
    left: int
    references: dict[str, int] = field(default_factory=dict)
    year: int = 2026


def knows(orders: Mapping[tuple[str, str], Known]) -> Callable[[Sequence[tuple[str, str]]], Mapping[Any, Known]]:
    return lambda wanted: {place: orders[place] for place in wanted if place in orders}


def told(found: ReturnsResult, orders: Mapping[tuple[str, str], Known]) -> list[tuple[str, int, str]]:
    return [(each.return_no, each.fen, each.state) for each in postings(found.lines, orders)]


A1 = ("EBP1", "A1")


def test_a_return_that_fits_may_be_posted(tmp_path: Path) -> None:
    orders = {A1: Known(100_00)}
    found = judged(tmp_path, ledger=knows(orders))
    assert found.lines[0].codes == ()
    assert told(found, orders) == [("R1", 100_00, "to post")]


def test_what_was_posted_under_its_number_is_not_held_against_it(tmp_path: Path) -> None:
    orders = {A1: Known(0, {"R1": 100_00})}
    found = judged(tmp_path, ledger=knows(orders))
    assert found.lines[0].codes == ()
    assert told(found, orders) == [("R1", 100_00, "posted before")]


def test_another_return_took_everything(tmp_path: Path) -> None:
    found = judged(tmp_path, ledger=knows({A1: Known(0, {"R0": 100_00})}))
    assert found.lines[0].codes == ("RET008",)
    assert "nothing of the order counts any more" in found.lines[0].findings[0].message


def test_another_return_took_part(tmp_path: Path) -> None:
    found = judged(tmp_path, ledger=knows({A1: Known(40_00, {"R0": 60_00})}))
    assert found.lines[0].codes == ("RET004",)
    assert "give back 100.00 of the year, but the ledger counts 40.00" in found.lines[0].findings[0].message


def test_returns_of_one_order_share_what_is_left(tmp_path: Path) -> None:
    rows = [{"return_no": "R1"}, {"return_no": "R2", "applied_on": "2026-10-11"}]
    found = judged(tmp_path, rows, [{"qty": "2"}], ledger=knows({A1: Known(150_00)}))
    assert [line.codes for line in found.lines] == [(), ("RET004",)]


def test_an_order_the_ledger_does_not_know_is_not_posted(tmp_path: Path) -> None:
    found = judged(tmp_path, ledger=knows({}))
    assert found.lines[0].eligible
    assert told(found, {}) == [("R1", 100_00, "not posted")]


def test_what_is_on_the_way_waits_with_all_of_its_return(tmp_path: Path) -> None:
    rows = [{"line_no": "1"}, {"line_no": "2", "arrived_on": "", "condition": ""}]
    declared = [{"line_no": "1"}, {"line_no": "2", "sku": "S2"}]
    orders = {A1: Known(200_00)}
    found = judged(tmp_path, rows, declared, ledger=knows(orders))
    assert told(found, orders) == [("R1", 200_00, "waiting")]


def test_several_lines_of_a_return_are_posted_together(tmp_path: Path) -> None:
    rows = [{"line_no": "1"}, {"line_no": "2"}, {"line_no": "3", "condition": "调包"}]
    declared = [{"line_no": str(i), "sku": f"S{i}"} for i in (1, 2, 3)]
    orders = {A1: Known(300_00)}
    found = judged(tmp_path, rows, declared, ledger=knows(orders))
    (posting,) = postings(found.lines, orders)
    assert (posting.fen, posting.rows, posting.state, str(posting.day)) == (200_00, (2, 3), "to post", "2026-10-20")


def test_what_is_not_given_back_is_not_posted(tmp_path: Path) -> None:
    orders = {A1: Known(900_00)}
    for row in ({"condition": "调包"}, {"return_status": "100"}):
        assert told(judged(tmp_path, [row], ledger=knows(orders)), orders) == []
    assert told(judged(tmp_path, [{"condition": ""}], ledger=knows(orders)), orders) == [("R1", 0, "waiting")]


def test_a_return_needs_a_number_that_is_nobodys(tmp_path: Path) -> None:
    orders = {A1: Known(100_00)}
    for number in ("", "11010519491231002X"):
        found = judged(tmp_path, [{"return_no": number}], ledger=knows(orders))
        assert [each.state for each in postings(found.lines, orders)] == ["not posted"]


def test_another_amount_under_its_number_is_a_conflict(tmp_path: Path) -> None:
    orders = {A1: Known(60_00, {"R1": 40_00})}
    found = judged(tmp_path, [{}], [{"unit_price": "40.01"}], ledger=knows(orders))
    assert found.lines[0].codes == ("RET004",)
    known = {A1: Known(60_00, {"R1": 40_02})}
    found = judged(tmp_path, [{}], [{"unit_price": "40.01"}], ledger=knows(known))
    assert told(found, known) == [("R1", 40_01, "not posted")]
