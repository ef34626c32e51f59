"""Chunks kept between passes, in memory or on disk; texts numbered as they appear."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables import groups, spool
from cbec_cli.tables.spool import Spool

BUDGETS = [1 << 20, 3_000, 0]
SAME, MIXED, FLAGS = np.full(50, 7, np.int64), np.arange(50), np.arange(50) % 2 == 0


@pytest.mark.parametrize("budget", BUDGETS)
def test_what_was_put_comes_back(budget: int) -> None:
    with Spool(budget) as kept:
        cells = pa.table({"订单编号": ["A", None] * 25, "qty": [str(i) for i in range(50)]})
        numbers = [kept.add(cells, {"row": MIXED + i}) for i in range(4)]
        for number in numbers:
            kept.put(number, "value", {"same": SAME, "mixed": MIXED, "flags": FLAGS, "one": MIXED[:1]})
        assert (numbers, kept.count) == ([0, 1, 2, 3], 4)
        for number in numbers:
            assert kept.cells(number).equals(cells)
            together = kept.arrays(number, "read", "value")
            assert together["row"].tolist() == (MIXED + number).tolist()
            assert together["same"].tolist() == SAME.tolist()
            assert together["mixed"].dtype == np.int64
            assert together["flags"].tolist() == FLAGS.tolist()
            assert together["one"].tolist() == [0]


@pytest.mark.parametrize("budget", BUDGETS)
def test_a_stage_may_be_put_again(budget: int) -> None:
    with Spool(budget) as kept:
        number = kept.add(pa.table({}), {"row": MIXED})
        for factor in (1, 2, 3):
            kept.put(number, "value", {"mixed": MIXED * factor})
        assert kept.arrays(number, "value")["mixed"].tolist() == (MIXED * 3).tolist()


def test_columns_of_one_value_take_no_room() -> None:
    kept = Spool(100)
    number = kept.add(pa.table({}), {"row": np.broadcast_to(np.int64(3), 1_000_000), "same": np.full(1_000, 9)})
    assert kept.arrays(number, "read")["same"].sum() == 9_000
    assert kept._folder is None


def test_the_folder_goes_when_it_is_closed() -> None:
    kept = Spool(0)
    kept.add(pa.table({"a": ["x"]}), {"row": MIXED})
    folder = kept._folder
    assert folder is not None
    assert folder.is_dir()
    kept.close()
    assert not folder.exists()
    kept.close()


def test_a_full_disk_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, _: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(spool, "_write_arrays", full)
    monkeypatch.setattr(spool.tempfile, "mkdtemp", lambda **_: str(tmp_path))
    with pytest.raises(CannotRun, match=r"No space left on device\); free some disk space"):
        Spool(0).add(pa.table({}), {"row": MIXED})


# -- groups -------------------------------------------------------------------------------------------------------

texts = st.lists(st.one_of(st.none(), st.sampled_from(["A", "B", "订单", "C/1"])), max_size=15)


def strings(values: list[str | None]) -> pa.StringArray:
    return pa.array(values, pa.string())


@given(texts, st.integers(1, 4))
def test_names_are_numbered_as_they_appear(values: list[str | None], size: int) -> None:
    names = groups.Names()
    for start in range(0, len(values), size):
        names.add(strings(values[start : start + size]))
    numbers, distinct = names.number()
    expected = list(dict.fromkeys(value for value in values if value is not None))
    assert distinct.to_pylist() == expected
    assert numbers.tolist() == [-1 if value is None else expected.index(value) for value in values]


@given(texts)
def test_a_run_ends_where_the_order_number_changes(values: list[str | None]) -> None:
    starts = groups.run_starts(strings(values)).tolist()
    assert starts == [i == 0 or value is None or value != values[i - 1] for i, value in enumerate(values)]


def test_the_first_filled_cell_of_each_run() -> None:
    values = strings([None, "a", "b", None, "c", None])
    assert groups.first_filled(values, np.array([0, 3, 5])).to_pylist() == ["a", "c", None]
    assert groups.first_filled(strings(["a", "b"]), np.array([0, 1])).to_pylist() == ["a", "b"]


def test_an_empty_cell_differs_from_nothing() -> None:
    left, right = strings(["a", "b", None, None]), strings(["a", "c", "c", None])
    assert groups.differs(left, right).tolist() == [False, True, False, False]


def test_small_helpers() -> None:
    assert groups.take(strings(["a", "b", None]), np.array([2, 0])).to_pylist() == [None, "a"]
    assert groups.either(strings(["a", None]), strings(["x", "y"])).to_pylist() == ["a", "y"]
    assert groups.either(strings(["a"]), strings(["x"])).to_pylist() == ["a"]
    assert groups.blank(2).to_pylist() == [None, None]
    one, other = groups.row_names(np.array([7]), 0).to_pylist(), groups.row_names(np.array([7]), 1).to_pylist()
    assert one != other  # row 7 of two files
    assert [groups.shown_name(name) for name in (*one, *other, "A7")] == ["row 7", "row 7", "A7"]
