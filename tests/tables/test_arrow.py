import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.tables import arrow

TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=30)


@given(TEXTS)
def test_texts_come_back_and_empty_is_null(texts: list[str | None]) -> None:
    assert arrow.strings([text and text.replace("\ud800", "") for text in texts]).to_pylist() == [
        text or None for text in texts
    ]


@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_slices_are_seen_as_slices(texts: list[str | None], start: int, length: int) -> None:
    for array in (pa.array(texts, pa.string()), arrow.strings(texts)):
        part = array.slice(min(start, len(texts)), length)
        values = part.to_pylist()
        assert arrow.valid(part).tolist() == [value is not None for value in values]
        assert arrow.text_bytes(part).tobytes() == "".join(value or "" for value in values).encode()
        assert np.diff(arrow.offsets(part)).tolist() == [len((value or "").encode()) for value in values]


def test_no_texts_at_all() -> None:
    assert arrow.text_bytes(arrow.strings([])).tolist() == []
    assert arrow.offsets(pa.array([], pa.string())).tolist() == [0]


@given(st.lists(st.integers(-(2**50), 2**50), max_size=20))
def test_whole_numbers_become_decimals(values: list[int]) -> None:
    decimals = arrow.decimals(np.array(values, np.int64), 5).to_pylist()
    assert [int(value.scaleb(5)) for value in decimals] == values


@given(st.lists(st.one_of(st.none(), st.booleans()), max_size=40), st.integers(0, 40))
def test_bools(values: list[bool | None], start: int) -> None:
    part = pa.array(values, pa.bool_()).slice(min(start, len(values)))
    assert arrow.bools(part).tolist() == [bool(value) for value in part.to_pylist()]
    assert arrow.mask(arrow.bools(part)).to_pylist() == [bool(value) for value in part.to_pylist()]
