"""Quantities in the unit a tax counts."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.work.units import (
    CELLS,
    CONTENT,
    KILOGRAM,
    LITRE,
    PIECE,
    SHEET,
    STRANGE,
    base_unit,
    content_of,
    conversion,
    quantity_in,
    scaled,
    unit_of,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("千克", (KILOGRAM, 1, 1)),
        ("kg", (KILOGRAM, 1, 1)),
        ("036", (KILOGRAM, 1, 1000)),
        ("克", (KILOGRAM, 1, 1000)),
        ("吨", (KILOGRAM, 1000, 1)),
        ("升", (LITRE, 1, 1)),
        ("毫升", (LITRE, 1, 1000)),
        ("千升", (LITRE, 1000, 1)),
        ("只", (PIECE, 1, 1)),
        ("片", (SHEET, 1, 1)),
        ("平方米", (32, 1, 1)),
        ("", (0, 1, 1)),
        ("fathom", (STRANGE, 1, 1)),
    ],
)
def test_units_have_a_base(text: str, found: tuple[int, int, int]) -> None:
    assert unit_of(text) == found


def test_codes_of_units() -> None:
    assert (base_unit(""), base_unit("008"), conversion("070")) == (0, PIECE, (KILOGRAM, 1000, 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("50 ml", (5_000, LITRE)),
        ("0.5L", (50_000, LITRE)),
        ("1.5 kg", (150_000, KILOGRAM)),
        ("5片", (500_000, SHEET)),
        ("3 张", (300_000, SHEET)),
        ("0.001 ml", (0, 0)),  # finer than a hundred-thousandth of a litre: not kept, so not known
        ("1.123456 kg", (0, 0)),
        ("50", (0, 0)),
        ("ml", (0, 0)),
        ("large", (0, 0)),
        ("50 parsec", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_contents(text: str, found: tuple[int, int]) -> None:
    assert content_of(text) == found


def test_scaling_goes_half_up() -> None:
    assert [scaled(each, 1, 1000) for each in (499, 500, 1_500, 30_000_000)] == [0, 1, 2, 30_000]


def cells(**given_cells: tuple[int, int]) -> dict[str, Any]:
    """Quantity and base unit of the cells that are filled."""
    found: dict[str, Any] = {}
    for name in CELLS:
        quantity, base = given_cells.get(name, (0, 0))
        found |= {name: quantity, f"{name}_known": name in given_cells, f"{name}_base": base}
    return found


@pytest.mark.parametrize(
    ("wanted", "filled", "found"),
    [
        (0, {"qty1": (7, KILOGRAM)}, (0, True)),  # nothing is asked for
        (KILOGRAM, {"qty1": (7, KILOGRAM), "net_weight": (8, KILOGRAM)}, (7, True)),
        (LITRE, {"qty1": (7, KILOGRAM), "qty2": (9, LITRE)}, (9, True)),
        (KILOGRAM, {"qty1": (7, PIECE), "net_weight": (8, KILOGRAM)}, (8, True)),
        (KILOGRAM, {"qty1": (7, LITRE)}, (5, False)),
        (CONTENT, {"content": (6, LITRE)}, (6, True)),
        (CONTENT, {"qty1": (6, KILOGRAM)}, (6, True)),
        (CONTENT, {"qty1": (6, PIECE)}, (5, False)),
        (SHEET, {"content": (4, SHEET)}, (4, True)),
        (SHEET, {"qty": (4, PIECE)}, (5, False)),
        (PIECE, {"qty": (4, SHEET)}, (4, True)),
        (PIECE, {"qty": (4, 0)}, (5, False)),
    ],
)
def test_the_first_quantity_in_the_unit_counts(
    wanted: int, filled: dict[str, tuple[int, int]], found: tuple[int, bool]
) -> None:
    assert quantity_in(wanted, 5, cells(**filled)) == found


bases = st.sampled_from([0, KILOGRAM, LITRE, PIECE, SHEET])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, KILOGRAM, LITRE, PIECE, SHEET, CONTENT]),
            st.dictionaries(st.sampled_from(CELLS), st.tuples(st.integers(0, 9), bases)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_columns_look_where_ints_look(rows: list[tuple[int, dict[str, tuple[int, int]]]]) -> None:
    one_by_one = [quantity_in(wanted, 5, cells(**filled)) for wanted, filled in rows]
    each = [cells(**filled) for _, filled in rows]
    columns = {name: np.array([row[name] for row in each]) for name in each[0]}
    quantity, known = quantity_in(np.array([wanted for wanted, _ in rows]), np.full(len(rows), 5), columns)
    assert list(zip(quantity.tolist(), known.tolist(), strict=True)) == one_by_one
