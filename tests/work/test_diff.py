"""Two catalogues, or two days for one: what differs, exactly to the fen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import write_rows

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.dated import load_law
from cbec_cli.law.tariff import load_tariff
from cbec_cli.tables.source import open_source
from cbec_cli.work.asked import Line, Order
from cbec_cli.work.assess import Assessor
from cbec_cli.work.diff import Change, Comparison, compare
from cbec_cli.work.one_order import cost_order
from cbec_cli.work.products import FIELDS, NAMES, WAIVERS, Catalogue, Products
from cbec_cli.work.settings import Settings

DAY = date(2026, 11, 22)
MILK = "0401100000"
SHAVER = {"sku": "S1", "name": "剃须刀", "hs_code": "8510100000", "origin": "JP", "unit": "个", "unit_price": "100.00"}
CREAM = {
    "sku": "C1",
    "name": "面霜",
    "hs_code": "3304990029",
    "origin": "FR",
    "unit": "瓶",
    "unit_price": "320.00",
    "content": "30 ml",
    "qty1": "0.03",
    "unit1": "千克",
}
Rows = Sequence[Mapping[str, str]]


@pytest.fixture
def side(tmp_path: Path) -> Callable[..., Products]:
    """Rows → products on a day."""

    def read(*rows: Mapping[str, str], on: date = DAY, found: Any = None, name: str = "a.csv") -> Products:
        names = dict.fromkeys(key for row in rows for key in row)
        whole = [{key: row.get(key, "") for key in names} for row in rows]
        with open_source(write_rows(tmp_path / name, whole)) as source:
            catalogue = Catalogue(source)
        return catalogue.products(load_law(), load_tariff(), Settings(on=on), found)

    return read


@pytest.fixture
def difference(side: Callable[..., Products]) -> Callable[..., Comparison]:
    """Two lists of rows → what differs."""

    def find(before: Rows, after: Rows) -> Comparison:
        return compare(side(*before), side(*after, name="b.csv"))

    return find


def changed(found: Comparison) -> dict[str, tuple[str | None, str | None, str]]:
    """The changes of the only product that differs."""
    (product,) = found.products
    return {each.field: (each.before, each.after, each.difference) for each in product.changes}


# -- what is the same ---------------------------------------------------------------------------------------------


def test_the_same_catalogue_does_not_differ(difference: Callable[..., Comparison]) -> None:
    found = difference([SHAVER, CREAM], [CREAM, SHAVER])
    assert (found.products, found.same, found.exit_status) == ([], 2, 0)


@pytest.mark.parametrize(
    ("column", "written", "otherwise"),
    [
        ("origin", "JP", "日本"),
        ("unit", "个", "007"),
        ("unit_price", "100.00", "100"),
        ("currency", "CNY", "人民币"),
        ("hs_code", "8510100000", "8510.10.0000"),
        ("name", "剃须刀", " 剃须刀 "),
    ],
)
def test_the_same_written_otherwise_is_no_change(
    difference: Callable[..., Comparison], column: str, written: str, otherwise: str
) -> None:
    assert not difference([{**SHAVER, column: written}], [{**SHAVER, column: otherwise}]).products


def test_what_cannot_be_read_is_compared_as_it_stands(difference: Callable[..., Comparison]) -> None:
    found = difference([SHAVER], [{**SHAVER, "unit_price": "about 100"}])
    assert changed(found)["unit_price"] == ("100", "about 100", "")
    assert changed(found)["cbec_tax"] == ("9.10", None, "")
    assert found.summary["tax_unknown"] == {"before": 0, "after": 1}


# -- which products are which -------------------------------------------------------------------------------------


def test_products_come_and_go(difference: Callable[..., Comparison]) -> None:
    found = difference([SHAVER], [CREAM])
    added, removed = found.products
    assert [(p.kind, p.label, p.row_before, p.row_after) for p in found.products] == [
        ("added", "C1", None, 2),
        ("removed", "S1", 2, None),
    ]
    assert Change("cbec_tax", None, "73.79") in added.changes
    assert Change("general_trade_tax", "22.04", None) in removed.changes
    assert found.summary["added"] == found.summary["removed"] == found.exit_status == 1


def test_a_product_is_known_by_its_barcode_where_it_has_no_sku(difference: Callable[..., Comparison]) -> None:
    before = {**SHAVER, "sku": "", "barcode": "4006381333931"}
    found = difference([before], [{**before, "name": "电动剃须刀"}])
    assert changed(found) == {"name": ("剃须刀", "电动剃须刀", "")}
    assert found.products[0].known_by == "barcode"


def test_no_barcode_is_no_name(difference: Callable[..., Comparison]) -> None:
    before = {**SHAVER, "sku": "", "barcode": "无"}
    found = difference([before, {**before, "name": "剪刀"}], [{**before, "name": "剪刀"}])
    assert [(p.kind, p.name, p.known_by) for p in found.products] == [("removed", "剃须刀", "name")]


def test_a_column_that_one_side_lacks_names_nothing(difference: Callable[..., Comparison]) -> None:
    without = {key: text for key, text in SHAVER.items() if key != "sku"}
    assert not difference([SHAVER], [without]).products


def test_repeated_skus_are_compared_in_their_order(difference: Callable[..., Comparison]) -> None:
    other = {**SHAVER, "unit_price": "50"}
    found = difference([SHAVER, other], [SHAVER])
    assert [(p.kind, p.row_before) for p in found.products] == [("removed", 3)]
    assert found.repeated == 1


# -- what changed -------------------------------------------------------------------------------------------------


def test_another_code_changes_rates_and_units(difference: Callable[..., Comparison]) -> None:
    found = changed(difference([SHAVER], [{**SHAVER, "hs_code": MILK}]))
    assert found["hs_code"] == ("8510100000", MILK, "")
    assert found["vat_rate"] == ("0.13", "0.09", "-0.04")
    assert found["cbec_tax"] == ("9.10", "6.30", "-2.80")
    assert found["legal_units"] == ("个/千克", "千克", "")


def test_a_price_below_the_threshold_frees_cosmetics_of_consumption_tax(difference: Callable[..., Comparison]) -> None:
    found = difference([CREAM], [{**CREAM, "unit_price": "280"}])
    assert changed(found)["unit_price"] == ("320", "280", "-40")
    assert changed(found)["consumption_tax_rate"] == ("0.15", "0", "-0.15")
    assert changed(found)["cbec_tax"] == ("73.79", "25.48", "-48.31")
    assert found.products[0].tax == -4_831
    assert (found.summary["cheaper"], found.summary["dearer"]) == (1, 0)


def test_one_unit_above_the_single_limit_takes_full_tax(difference: Callable[..., Comparison]) -> None:
    found = changed(difference([{**SHAVER, "unit_price": "5000.00"}], [{**SHAVER, "unit_price": "5000.01"}]))
    assert found["cbec_route"] == ("cbec", "cbec-full-tax", "")
    assert found["cbec_tax"][0] == "455.00"


def test_a_day_later_the_law_may_be_another(side: Callable[..., Products]) -> None:
    found = compare(side(SHAVER, on=date(2019, 3, 31)), side(SHAVER, on=date(2019, 4, 1)))
    assert changed(found)["vat_rate"] == ("0.16", "0.13", "-0.03")
    assert changed(found)["cbec_tax"] == ("11.20", "9.10", "-2.10")


def test_a_code_that_has_ended_has_no_tax(difference: Callable[..., Comparison]) -> None:
    found = changed(difference([SHAVER], [{**SHAVER, "hs_code": "8510100001"}]))
    assert found["cbec_tax"] == ("9.10", None, "")
    assert found["legal_units"][1] is None


def test_quantities_and_freight_of_orders_do_not_matter(side: Callable[..., Products]) -> None:
    plain = side(SHAVER)
    order = side({**SHAVER, "qty": "3", "freight": "12", "discount": "5", "total_price": "300", "mode": "0110"})
    assert not compare(plain, order).products


def test_findings_appear_and_go(side: Callable[..., Products]) -> None:
    before = side(SHAVER, CREAM, found={2: ("DEC009",), 3: ("HSC004", "LBL002")})
    after = side(SHAVER, CREAM, found={3: ("LBL002", "TAX104")})
    found = compare(before, after, checked=True)
    assert [(p.label, p.appeared, p.gone) for p in found.products] == [
        ("S1", (), ("DEC009",)),
        ("C1", ("TAX104",), ("HSC004",)),
    ]
    assert found.summary["findings_appeared"] == {"TAX104": 1}
    assert found.summary["findings_gone"] == {"DEC009": 1, "HSC004": 1}


# -- the tax is that of one order ---------------------------------------------------------------------------------


PRICES = st.integers(1, 2_000_000).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")


@given(prices=st.lists(PRICES, min_size=1, max_size=5), goods=st.sampled_from([SHAVER, CREAM]))
def test_tax_is_what_an_order_of_one_unit_bears(
    prices: list[str], goods: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("catalogue") / "c.csv"
    rows = [{**goods, "sku": f"S{i}", "unit_price": price} for i, price in enumerate(prices)]
    with open_source(write_rows(path, rows)) as source:
        found = Catalogue(source).products(load_law(), load_tariff(), Settings(on=DAY))
    law = load_law()
    for waiver in WAIVERS:
        law = law.with_override(waiver, "0.00")
    for i, price in enumerate(prices):
        line = Line(
            hs_code=goods["hs_code"],
            unit_price=int(price.replace(".", "")) * 1000,
            origin=goods["origin"],
            unit=goods["unit"],
            content=goods.get("content", ""),
            qty1=3000 if "qty1" in goods else None,
            unit1=goods.get("unit1", ""),
        )
        for field, route, book in (("cbec_tax", "auto", load_law()), ("general_trade_tax", "general-trade", law)):
            settings = Settings(on=DAY, route=route)
            answer = cost_order(Order(lines=[line], day=DAY), Assessor(book, load_tariff(), settings), settings)
            assert found.values[field][i] == answer.lines[0]["tax"]


@given(data=st.data())
def test_before_and_after_exchanged_is_the_difference_turned(data: st.DataObject) -> None:
    """Whatever differs one way differs the other way, with the opposite sign."""
    sides = [data.draw(products(), label=name) for name in ("before", "after")]
    there, back = compare(*sides), compare(*reversed(sides))
    assert there.same == back.same
    assert (there.summary["added"], there.summary["dearer"]) == (back.summary["removed"], back.summary["cheaper"])
    moves = {p.label: p.tax for p in there.products if p.kind == "changed"}
    assert {p.label: -p.tax if p.tax is not None else None for p in back.products if p.kind == "changed"} == moves
    assert not compare(sides[0], replace(sides[0])).products


@st.composite
def products(draw: st.DrawFn) -> Products:
    """Some products known by their SKU."""
    skus = draw(st.lists(st.sampled_from("ABCDEF"), unique=True, max_size=6))
    values: dict[str, list[Any]] = {name: [""] * len(skus) for name in FIELDS}
    for name in ("cbec_tax", "general_trade_tax"):
        values[name] = [draw(st.none() | st.integers(0, 300)) for _ in skus]
    values["unit_price"] = [draw(st.sampled_from(["1", "2.5"])) for _ in skus]
    names: dict[str, list[str]] = {name: [""] * len(skus) for name in NAMES} | {"sku": skus}
    rows, codes = [*range(2, 2 + len(skus))], [tuple(draw(st.sets(st.sampled_from(["X", "Y"])))) for _ in skus]
    return Products("a.csv", "", DAY, frozenset(NAMES), rows, names, values, codes)


# -- what cannot be compared --------------------------------------------------------------------------------------


def test_a_catalogue_without_products_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("sku,hs_code,unit_price\n", encoding="utf-8")
    with open_source(path) as source, pytest.raises(CannotRun, match="no products below the headings"):
        Catalogue(source)


def test_a_catalogue_can_be_walked_again(tmp_path: Path) -> None:
    with open_source(write_rows(tmp_path / "a.csv", [SHAVER, CREAM])) as source:
        catalogue = Catalogue(source)
    for again in (catalogue.source(), catalogue.source(), catalogue.one_of_each()):
        assert [row for chunk in again.chunks() for row in chunk.rows.tolist()] == [2, 3]
        assert again.rows_hint == 2
        again.close()
