"""Tax bills beside orders: the cases of `tests/cases/reconcile.yaml`, and what holds whatever the bills say."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tax_bill_files import compared, message, said, states, table, write

from cbec_cli.work.reconcile import OUTCOMES

CASES = yaml.load((Path(__file__).parents[1] / "cases" / "reconcile.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506 -- safe
DAY = {"declared_on": "2026-11-22"}
SHAVER = {"hs_code": "8510100000", "qty": "1", "unit_price": "100.00", **DAY}

Row = Mapping[str, Any]


def forms() -> list[Any]:
    """Each case in each form its bills may have."""
    return [
        pytest.param(case, form, id=f"{case['name']} ({form})")
        for case in CASES
        for form in ([case["as"]] if "as" in case else ["message", "table"])
    ]


def short(row: Row, *, with_line: bool) -> list[str]:
    """A row as the cases write it."""
    line = f"/{row['line_no']}" if row["line_no"] and with_line else ""
    about = (row["order_no"] or row["tax_no"]) + line
    return [row["outcome"], about, row["billed_tax"], row["computed_tax"]]


@pytest.mark.parametrize(("case", "form"), forms())
def test_case(case: dict[str, Any], form: str, tmp_path: Path) -> None:
    orders = [{**DAY, **order} for order in case["orders"]]
    text, name = (message(case["bills"]), "bills.xml") if form == "message" else (table(case["bills"]), "bills.csv")
    found = compared(tmp_path, orders, write(tmp_path / name, text))
    answer = said(found)
    with_line = any("/" in row[1] for row in case["rows"])
    assert [short(row, with_line=with_line) for row in answer["rows"]] == [row[:4] for row in case["rows"]]
    for row, (*_, why) in zip(answer["rows"], case["rows"], strict=True):
        assert why in (row["explanation"] or ""), row
        assert bool(why) == bool(row["explanation"])
    assert answer["totals"]["difference"]["tax"] == case["difference"]
    assert answer["totals"]["unlisted"] == "0.00"
    assert found.exit_status == int(case["status"])


def test_a_head_that_is_not_its_lines_is_said_of_bills_compared_as_a_whole_too(tmp_path: Path) -> None:
    bills = [
        {"tax_no": "T1", "order_no": "A1", "vat": "9.10", "lines": [{"gnum": "7", "vat": "9.00"}]},
        {"tax_no": "T2", "order_no": "B2", "vat": "9.10", "lines": [{"gnum": "1", "vat": "9.10"}]},
        {"tax_no": "T3", "order_no": "B3", "vat": "9.10", "status": "3", "lines": [{"gnum": "1", "vat": "1"}]},
    ]
    found = compared(tmp_path, [{**SHAVER, "order_no": "A1"}], write(tmp_path / "bills.xml", message(bills)))
    answer = said(found)
    assert answer["bills"]["head_is_not_its_lines"] == 1
    assert [("less the sum of its lines is 0.10" in (row["notes"] or "")) for row in answer["rows"]] == [
        True,
        False,
        False,
    ]
    assert found.exit_status == 1


# -- how bills find their orders --------------------------------------------------------------------------------------


def test_bills_find_orders_by_list_then_order_then_waybill(tmp_path: Path) -> None:
    orders = [
        {**SHAVER, "order_no": "A1", "清单编号": "I1", "logistics_no": "L1"},
        {**SHAVER, "order_no": "A2", "清单编号": "", "logistics_no": "L2"},
        {**SHAVER, "order_no": "A3", "清单编号": "", "logistics_no": "L3"},
    ]
    bills = [
        {"tax_no": "T1", "invt_no": "I1", "vat": "9.10"},
        {"tax_no": "T2", "invt_no": "I2", "order_no": "A2", "vat": "9.10"},
        {"tax_no": "T3", "invt_no": "I3", "order_no": "？", "logistics_no": "L3", "vat": "9.10"},
        {"tax_no": "T4", "invt_no": "I4", "order_no": "A4", "logistics_no": "L4", "vat": "9.10"},
    ]
    answer = said(compared(tmp_path, orders, write(tmp_path / "bills.xml", message(bills))))
    assert [(row["tax_no"], row["order_no"], row["joined_by"]) for row in answer["rows"]] == [
        ("T1", "A1", "invt_no"),
        ("T2", "A2", "order_no"),
        ("T3", "A3", "logistics_no"),
        ("T4", None, None),
    ]
    joins = {"invt_no": 1, "order_no": 1, "logistics_no": 1, "none": 1, "disagree": 0, "ambiguous": {}}
    assert answer["joins"] == {"tried": ["invt_no", "order_no", "logistics_no"], **joins}


def test_numbers_that_name_different_orders_are_said(tmp_path: Path) -> None:
    orders = [{**SHAVER, "order_no": "A1", "logistics_no": "L1"}, {**SHAVER, "order_no": "A2", "logistics_no": "L2"}]
    bills = [{"tax_no": "T1", "order_no": "A1", "logistics_no": "L2", "vat": "9.10"}]
    answer = said(compared(tmp_path, orders, write(tmp_path / "bills.xml", message(bills))))
    assert answer["joins"]["disagree"] == 1
    assert answer["rows"][0]["order_no"] == "A1"
    assert "another of its numbers names another order" in answer["rows"][0]["notes"]


def test_a_waybill_of_several_orders_joins_nothing(tmp_path: Path) -> None:
    orders = [{**SHAVER, "order_no": name, "logistics_no": "L1"} for name in ("A1", "A2")]
    bills = [{"tax_no": "T1", "logistics_no": "L1", "vat": "9.10"}]
    answer = said(compared(tmp_path, orders, write(tmp_path / "bills.xml", message(bills))))
    assert answer["joins"]["ambiguous"] == {"logistics_no": 1}
    assert [row["outcome"] for row in answer["rows"]] == ["missing_bill", "missing_bill", "bill_without_order"]


def test_lines_without_order_numbers_find_their_bill_by_waybill(tmp_path: Path) -> None:
    orders = [{**SHAVER, "logistics_no": "L1"}, {**SHAVER, "logistics_no": "L2"}]
    bills = [{"tax_no": "T2", "order_no": "A2", "logistics_no": "L2", "vat": "9.10"}]
    answer = said(compared(tmp_path, orders, write(tmp_path / "bills.xml", message(bills))))
    told = [(row["outcome"], row["order_no"]) for row in answer["rows"]]
    assert told == [("missing_bill", "row 2"), ("matched", "row 3")]


# -- bills sent more than once ----------------------------------------------------------------------------------------


def test_the_last_version_of_a_bill_counts(tmp_path: Path) -> None:
    first = {"tax_no": "T1", "order_no": "A1", "vat": "9.90", "moment": "20261123100000000"}
    last = {"tax_no": "T1", "order_no": "A1", "vat": "9.10", "moment": "20261124100000000", "status": "2"}
    found = compared(tmp_path, [{**SHAVER, "order_no": "A1"}], write(tmp_path / "bills.xml", message([last, first])))
    answer = said(found)
    assert [(row["outcome"], row["status"], row["billed_tax"]) for row in answer["rows"]] == [
        ("matched", "summarised", "9.10")
    ]
    assert (answer["bills"]["bills"], answer["bills"]["times_sent"]) == (1, 2)


def test_a_status_only_moves_forward(tmp_path: Path) -> None:
    """The exported table carries the moment of the bill, which is before that of the message."""
    sent = {"tax_no": "T1", "order_no": "A1", "vat": "9.10", "moment": "20261123100000123"}
    exported = {**sent, "status": "作废", "moment": "2026-11-23 10:00:00"}
    files = write(tmp_path / "a.xml", message([sent])), write(tmp_path / "b.csv", table([exported]))
    answer = said(compared(tmp_path, [{**SHAVER, "order_no": "A1"}], *files))
    assert [row["outcome"] for row in answer["rows"]] == ["voided"]


def test_lines_of_an_equal_version_serve_a_table(tmp_path: Path) -> None:
    lines = [{"gnum": "1", "code": "8510100000", "value": "100", "vat": "9.10"}]
    sent = {"tax_no": "T1", "order_no": "A1", "vat": "9.10", "moment": "20261123100000123", "lines": lines}
    exported = {**sent, "status": "已汇总", "moment": "2026-11-24 10:00:00"}
    files = write(tmp_path / "a.xml", message([sent])), write(tmp_path / "b.csv", table([exported]))
    (row,) = said(compared(tmp_path, [{**SHAVER, "order_no": "A1"}], *files))["rows"]
    assert (row["line_no"], row["bill_hs_code"], row["status"]) == (1, "8510100000", "summarised")


def test_a_bill_sent_twice_at_one_moment_with_other_amounts_is_said(tmp_path: Path) -> None:
    bills = [{"tax_no": "T1", "order_no": "A1", "vat": vat, "moment": "20261123100000000"} for vat in ("9.10", "9.90")]
    answer = said(compared(tmp_path, [{**SHAVER, "order_no": "A1"}], write(tmp_path / "b.xml", message(bills))))
    assert answer["bills"]["sent_with_other_amounts"] == 1
    assert "at the same moment with other amounts" in answer["rows"][0]["notes"]


def test_later_messages_change_the_status(tmp_path: Path) -> None:
    bills = [{"tax_no": name, "order_no": f"A{name}", "vat": "9.10"} for name in ("1", "2")]
    told = states(
        {"tax_no": "1", "status": "2", "ent_duty_no": "J7", "moment": "20261201000000000"},
        {"tax_no": "2", "status": "3", "moment": "20261201000000000"},
        {"tax_no": "9", "status": "2", "moment": "20261201000000000"},
    )
    files = write(tmp_path / "a.xml", message(bills)), write(tmp_path / "b.xml", told)
    answer = said(compared(tmp_path, [{**SHAVER, "order_no": f"A{n}"} for n in (1, 2)], *files))
    assert [(row["outcome"], row["status"], row["ent_duty_no"]) for row in answer["rows"]] == [
        ("matched", "summarised", "J7"),
        ("voided", "voided", None),
    ]
    assert answer["bills"]["later_states_of_unknown_bills"] == 1
    assert answer["pay_slips"] == [
        {"ent_duty_no": "J7", "bills": 1, "duty": "0.00", "consumption_tax": "0.00", "vat": "9.10", "tax": "9.10"}
    ]


# -- what was withheld ------------------------------------------------------------------------------------------------


def test_withheld_tax_stands_beside_the_bills(tmp_path: Path) -> None:
    withheld = {"A1": "9.10", "A2": "9.11", "A3": "12.00", "A4": "1.00", "A5": "5.00", "A6": ""}
    orders = [{**SHAVER, "order_no": name, "order_tax": tax} for name, tax in withheld.items()]
    bills = [{"tax_no": f"T{name}", "order_no": name, "vat": "9.10"} for name in withheld if name != "A5"]
    held = said(compared(tmp_path, orders, write(tmp_path / "b.csv", table(bills))))["withheld"]
    assert held == {
        "orders": 5,
        "withheld": "36.21",
        "disagree": 0,
        "with_bill": 4,
        "withheld_with_bill": "31.21",
        "billed_with_bill": "36.40",
        "equal": 1,
        "rounding": 1,
        "rounding_sum": "0.01",
        "more": 1,
        "more_sum": "2.90",
        "less": 1,
        "less_sum": "-8.10",
        "without_bill": 1,
        "withheld_without_bill": "5.00",
    }


def test_an_order_whose_lines_name_different_withheld_tax_is_not_guessed(tmp_path: Path) -> None:
    orders = [{**SHAVER, "order_no": "A1", "order_tax": tax} for tax in ("18.20", "9.10")]
    held = said(compared(tmp_path, orders, write(tmp_path / "b.csv", table([{"tax_no": "T", "order_no": "A1"}]))))
    assert (held["withheld"]["disagree"], held["withheld"]["orders"]) == (1, 0)


# -- whatever the bills say -------------------------------------------------------------------------------------------

VAT = st.sampled_from(["9.10", "9.11", "6.30", "11.20", "0", "13.00", "77.77", "?", ""])
BILL = st.fixed_dictionaries(
    {
        "tax_no": st.sampled_from([*"123456789", ""]),
        "invt_no": st.sampled_from(["I1", "I2", "I3", ""]),
        "order_no": st.sampled_from(["A1", "A2", "A3", "A4", "B1", ""]),
        "logistics_no": st.sampled_from(["L1", "L2", ""]),
        "status": st.sampled_from(["1", "2", "3", "x"]),
        "ent_duty_no": st.sampled_from(["J1", "J2", ""]),
        "moment": st.sampled_from(["20261123100000000", "20261124100000000", ""]),
        "vat": VAT,
        "lines": st.lists(
            st.fixed_dictionaries(
                {
                    "gnum": st.sampled_from(["1", "2", "1", ""]),
                    "code": st.sampled_from(["8510100000", "0409000000", ""]),
                    "value": st.sampled_from(["100", "120.00", ""]),
                    "vat": VAT,
                }
            ),
            max_size=2,
        ),
    }
)
ORDERS = [
    {**SHAVER, "order_no": "A1", "logistics_no": "L1", "order_tax": "9.10"},
    {**SHAVER, "order_no": "A2", "logistics_no": "L2"},
    {**SHAVER, "order_no": "A2", "logistics_no": "L2", "hs_code": "0409000000"},
    {**SHAVER, "order_no": "A3", "logistics_no": "L2", "unit_price": "6000.00"},
    {**SHAVER, "order_no": "A4", "logistics_no": "L4", "hs_code": "9999999999"},
]


def without_place(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the names of files, places in them and findings, which say where something stood."""
    rows = [{name: cell for name, cell in row.items() if not name.startswith("bill_place")} for row in answer["rows"]]
    rows = [{name: cell for name, cell in row.items() if name != "bill_file"} for row in rows]
    bills = {name: value for name, value in answer["bills"].items() if name != "files"}
    findings = Counter(finding["message"] for finding in answer["findings"])
    return {**answer, "bills": bills, "rows": rows, "findings": findings}


@given(bills=st.lists(BILL, min_size=1, max_size=8), data=st.data())
def test_the_order_of_bills_makes_no_difference(
    tmp_path: Path, bills: list[dict[str, Any]], data: st.DataObject
) -> None:
    for bill in bills:
        bill["tax_no"] = bill["tax_no"] or (
            "" if bill["invt_no"] else "0"
        )  # a bill without any number has its place only
    shuffled = data.draw(st.permutations(bills))
    cut = data.draw(st.integers(0, len(bills)))
    once = compared(tmp_path, ORDERS, write(tmp_path / "a.xml", message(bills)))
    files = [write(tmp_path / f"{n}.xml", message(part)) for n, part in enumerate((shuffled[:cut], shuffled[cut:]))]
    again = compared(tmp_path, ORDERS, *reversed(files))
    assert without_place(said(once)) == without_place(said(again))
    assert once.exit_status == again.exit_status


@given(bills=st.lists(BILL, min_size=1, max_size=8), in_table=st.booleans())
def test_every_bill_and_every_order_is_told_and_the_totals_tie_out(
    tmp_path: Path, bills: list[dict[str, Any]], *, in_table: bool
) -> None:
    name, text = ("b.csv", table(bills)) if in_table else ("b.xml", message(bills))
    answer = said(compared(tmp_path, ORDERS, write(tmp_path / name, text)))
    totals, rows = answer["totals"], answer["rows"]
    for side in ("billed", "computed"):
        for tax in ("duty", "consumption_tax", "vat", "tax"):
            of_rows = sum(Decimal(row[f"{side}_{tax}"]) for row in rows)
            of_outcomes = sum(Decimal(sums[side][tax]) for sums in answer["outcomes"].values())
            assert of_rows == of_outcomes == Decimal(totals[side][tax])
    assert totals["unlisted"] == "0.00"
    assert {row["order_no"] for row in rows if row["order_no"]} == {"A1", "A2", "A3", "A4"}
    numbers = {bill["tax_no"] for bill in bills if bill["tax_no"]}
    assert {row["tax_no"] for row in rows if row["tax_no"]} == numbers
    assert {row["outcome"] for row in rows} <= set(OUTCOMES)
    void = sum(1 for row in rows if row["status"] == "voided" and Decimal(row["billed_tax"]))
    assert void == 0
