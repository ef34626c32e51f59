"""However a line is taken apart, its parts add up to the whole, and none is off by more than a fen."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from returned import judged

from cbec_cli.work.returns.parts import part, up_to
from cbec_cli.work.returns.result import AMOUNT_NAMES, Amounts

if TYPE_CHECKING:
    import pytest

fen = st.integers(0, 2_600_000)
amounts = st.builds(Amounts, fen, fen, fen, fen, st.integers(-1_000, 2_600_000), fen)
steps = st.lists(st.integers(1, 5_000_000), min_size=1, max_size=12)


@given(whole=amounts, quantities=steps)
def test_the_parts_add_up_to_the_whole(whole: Amounts, quantities: list[int]) -> None:
    declared, before, total = sum(quantities), 0, Amounts()
    for quantity in quantities:
        total += part(whole, before, quantity, declared)
        before += quantity
    assert total == whole


@given(whole=amounts, quantities=steps)
def test_no_part_is_off_by_more_than_a_fen(whole: Amounts, quantities: list[int]) -> None:
    declared, before = sum(quantities), 0
    for quantity in quantities:
        found = part(whole, before, quantity, declared)
        before += quantity
        for name in AMOUNT_NAMES:
            exact = Fraction(getattr(whole, name) * quantity, declared)
            assert abs(getattr(found, name) - exact) <= 1


@given(whole=amounts, declared=st.integers(1, 5_000_000), data=st.data())
def test_two_steps_are_one(whole: Amounts, declared: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, declared))
    second = data.draw(st.integers(0, declared - first))
    together = part(whole, 0, first, declared) + part(whole, first, second, declared)
    assert together == part(whole, 0, first + second, declared)


@given(whole=amounts, declared=st.integers(1, 5_000_000))
def test_nothing_and_all(whole: Amounts, declared: int) -> None:
    assert up_to(whole, 0, declared) == Amounts()
    assert up_to(whole, declared, declared) == whole


# -- the same over files -----------------------------------------------------------------------------------------------

START = date(2026, 10, 2)


@given(
    pieces=st.lists(st.integers(1, 4), min_size=1, max_size=5),
    price=st.integers(1, 400_000),
    data=st.data(),
)
def test_partial_returns_of_a_file_give_back_the_whole_line(
    pieces: list[int], price: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In whatever order the rows stand, and however many of them stand in the file of earlier returns."""
    total = f"{price // 100}.{price % 100:02}"
    declared: list[dict[str, str]] = [{"qty": str(sum(pieces)), "unit_price": "", "total_price": total}]
    rows: list[dict[str, Any]] = [
        {"return_no": f"R{i}", "return_qty": str(piece), "applied_on": str(START + timedelta(days=i))}
        for i, piece in enumerate(pieces)
    ]
    made = data.draw(st.integers(0, len(rows) - 1))
    earlier, later = rows[:made], data.draw(st.permutations(rows[made:]))
    folder = tmp_path_factory.mktemp("returns")
    whole = judged(folder, [{"return_qty": str(sum(pieces))}], declared)
    before = judged(folder, earlier, declared).totals if earlier else {"tax_back": 0, "quota_back": 0}
    after = judged(folder, later, declared, earlier=earlier)
    assert all(line.eligible for line in after.lines)
    for name in ("tax_back", "quota_back"):
        assert before[name] + after.totals[name] == whole.totals[name]


@given(days=st.lists(st.integers(1, 60), min_size=1, max_size=6), data=st.data())
def test_the_order_of_rows_changes_nothing(
    days: list[int], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [
        {"return_no": f"R{i}", "applied_on": str(START + timedelta(days=day - 1)), "arrived_on": "2026-11-20"}
        if day > 40
        else {"return_no": f"R{i}", "applied_on": str(START + timedelta(days=day - 1))}
        for i, day in enumerate(days)
    ]
    declared = [{"qty": "3", "total_price": "100.00", "unit_price": ""}]
    mixed = data.draw(st.permutations(rows))
    folder = tmp_path_factory.mktemp("rows")

    def told(order: list[dict[str, str]]) -> dict[str, Any]:
        found = judged(folder, order, declared, on=date(2026, 11, 25))
        return {each.claim.text("return_no"): (each.verdict, each.codes, each.tax_back) for each in found.lines}

    assert told(rows) == told(mixed)


@given(applied=st.integers(0, 70), arrived=st.integers(0, 70))
def test_the_windows_are_thirty_and_forty_five_days(
    applied: int, arrived: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    release = date(2026, 10, 1)
    row = {"applied_on": str(release + timedelta(days=applied)), "arrived_on": str(release + timedelta(days=arrived))}
    (line,) = judged(tmp_path_factory.mktemp("days"), [row], on=date(2026, 12, 31)).lines
    assert ("RET001" in line.codes) == (applied > 30)
    assert ("RET002" in line.codes) == (arrived > 45)
    assert line.eligible == (applied <= 30 and arrived <= 45)
    assert (line.tax_back, line.quota_back) == ((910, 10_000) if line.eligible else (0, 0))


@given(later=st.integers(0, 40), on=st.integers(0, 40))
def test_a_later_day_is_never_better(later: int, on: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Asked about later, a return that is not applied for yet has no better verdict."""
    ranks = ("eligible", "eligible with warnings", "undecided", "not eligible")
    row = {"applied_on": "", "arrived_on": "", "place_to": "", "condition": ""}
    folder = tmp_path_factory.mktemp("later")
    first = START + timedelta(days=on)
    verdicts = [judged(folder, [row], on=day).lines[0].verdict for day in (first, first + timedelta(days=later))]
    assert ranks.index(verdicts[0]) <= ranks.index(verdicts[1])
