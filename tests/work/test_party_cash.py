"""What a batch owes and who fronts it: from landed-cost JSON, from orders, from the shipments themselves."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import fen, yuan
from cbec_cli.report.choose import write_result
from cbec_cli.tables.dossier_rows import read_dossier
from cbec_cli.work.parties import read_casts
from cbec_cli.work.party_cards import Cards, Days, everyone, lone_firm, make_cards
from cbec_cli.work.party_cash import Cash, Taxes, bill, cash_of_batch, cash_of_shipments, security
from cbec_cli.work.result import Result
from cbec_cli.work.settings import Settings

ON = date(2026, 11, 23)
USCC = "91110000600037341L"
SETTINGS = Settings(on=ON)
ORDERS = [
    {"order_no": "C1", "hs_code": "2106909090", "qty": "1", "unit_price": "300", "mode": "1210", "origin": "DE"},
    {"order_no": "G1", "hs_code": "2106909090", "qty": "100", "unit_price": "200", "mode": "0110", "origin": "DE"},
    {"order_no": "R1", "hs_code": "2106909090", "qty": "2", "unit_price": "3000", "mode": "1210", "origin": "DE"},
]
Costed = Callable[..., Result]


def test_a_batch_is_due_at_import_secured_or_refused(tmp_path: Path, costed: Costed) -> None:
    costed(ORDERS)  # writes the orders
    found = cash_of_batch(tmp_path / "orders.csv", SETTINGS, 1)
    assert found.due_now == Taxes(fen("5312.00"), fen("2400.00"), 0, fen("2912.00"))
    assert (yuan(found.secured.total), found.secured.vat) == ("27.30", fen("27.30"))
    assert yuan(found.only_general_trade.total) == "1593.60"
    assert (found.due_orders, found.secured_orders, found.refused) == (1, 1, 1)


def test_the_json_of_a_costing_says_the_same(tmp_path: Path, costed: Costed) -> None:
    result = costed(ORDERS, SETTINGS)
    write_result(result, tmp_path / "cost.json")
    of_json = cash_of_batch(tmp_path / "cost.json", SETTINGS, 1)
    of_orders = cash_of_batch(tmp_path / "orders.csv", SETTINGS, 1)
    assert of_json == replace(of_orders, source="cost.json")
    assert of_json.due_now.total == result.cash["due_now"]
    assert of_json.secured.total == result.cash["secured"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "not a cbec/landed-cost/1"),
        ('{"schema": "cbec/check/1"}', "not a cbec/landed-cost/1"),
        ('{"schema": "cbec/landed-cost/1"}', "damaged"),
        ('{"schema": "cbec/landed-cost/1", "lines": [{"outcome": "complete"}], "orders": []}', "damaged"),
        ('{"schema": "cbec/landed-cost/1", "lines": [1], "orders": []}', "damaged"),
    ],
)
def test_what_is_no_costing(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "cost.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotRun, match=says):
        cash_of_batch(path, SETTINGS, 1)


def test_a_batch_that_is_not_there(tmp_path: Path) -> None:
    for name in ("absent.json", "absent.xlsx"):
        with pytest.raises(CannotRun, match="absent"):
            cash_of_batch(tmp_path / name, SETTINGS, 1)
    empty = tmp_path / "orders.csv"
    empty.write_text("hs_code,qty,unit_price\n", encoding="utf-8")
    with pytest.raises(CannotRun, match="no order lines"):
        cash_of_batch(empty, SETTINGS, 1)


# -- when it is paid ----------------------------------------------------------------------------------------------


def test_general_trade_pays_within_fifteen_days_and_late_fees_run_from_the_sixteenth() -> None:
    made = bill(["S-1"], Taxes(fen("655000")), date(2026, 11, 20), late_to=date(2026, 12, 8))
    assert (made.pay_by.day, made.late_days, yuan(made.late_fee)) == (date(2026, 12, 7), 1, "327.50")
    assert made.minimum == ""
    on_time = bill(["S-1"], Taxes(fen("655000")), date(2026, 11, 20), late_to=date(2026, 12, 7))
    assert (on_time.late_days, on_time.late_fee) == (0, 0)


def test_a_small_late_fee_is_said_to_be_unsure() -> None:
    made = bill([], Taxes(fen("27.30")), date(2026, 11, 20), late_to=date(2026, 12, 31))
    assert yuan(made.late_fee) == "0.33"
    assert "unsure" in made.minimum


def test_cbec_tax_is_paid_in_a_window_after_release() -> None:
    assert security([], Taxes(1), date(2026, 10, 1)).window == (date(2026, 11, 1), date(2026, 11, 15))
    assert security([], Taxes(1), None).window is None


# -- who pays -----------------------------------------------------------------------------------------------------


def cards(folder: Path, shipments: str, parties: str, days: Days | None = None, batch: Cash | None = None) -> Cards:
    files = []
    for name, text in (("shipments", shipments), ("parties", parties)):
        if text:
            files.append(folder / f"{name}.csv")
            files[-1].write_text(text, encoding="utf-8")
    casts = read_casts(read_dossier(files, {}), ON)
    cash = batch or cash_of_shipments(casts, len(everyone(casts, "guarantor")))
    return make_cards(casts, cash, days or Days())


SHIPMENTS = """shipment_id,mode,declared_on,released_on,paid_on,importer,guarantor,tax
G-1,0110,2026-11-20,,,甲,,100.00
G-2,0110,,,,乙,,200.00
G-3,0110,2026-11-20,,2026-11-21,甲,,400.00
C-1,1210,2026-10-01,2026-10-01,,,丙,27.30
C-2,1210,2026-10-01,,,,丙,
"""


def test_each_importer_gets_its_own_bills_and_paid_ones_are_gone(tmp_path: Path) -> None:
    found = cards(tmp_path, SHIPMENTS, "", Days(released=date(2026, 11, 1)))
    bills = {card.name: [(b.shipments, b.taxes.total, b.assumed) for b in card.bills] for card in found.cards}
    assert bills["甲"] == [(("G-1",), 10000, False)]
    assert bills["乙"] == [(("G-2",), 20000, True)]
    secured = {card.name: card.securities for card in found.cards}
    window = date(2026, 11, 1), date(2026, 11, 15)
    assert [(each.shipments, each.window) for each in secured["丙"]] == [(("C-1",), window)]
    assert found.cash is not None
    assert (found.cash.due_now.total, found.cash.unknown) == (70000, ("C-2",))


BATCH = Cash("cost.json", True, Taxes(100), Taxes(200), due_orders=1, secured_orders=1)


def test_a_batch_goes_to_the_one_importer_and_the_one_guarantor(tmp_path: Path) -> None:
    parties = "role,name\nimporter,甲\nguarantor,丙\n"
    found = cards(tmp_path, "", parties, Days(released=date(2026, 10, 1)), BATCH)
    first, second = found.cards
    assert [each.taxes.total for each in first.bills] == [100]
    assert [each.released_on for each in second.securities] == [date(2026, 10, 1)]
    assert found.unpaid == []


def test_what_cannot_be_split_or_has_no_payer_is_told(tmp_path: Path) -> None:
    found = cards(tmp_path, "", "role,name\nimporter,甲\nimporter,乙\n", None, BATCH)
    assert [why for _, why in found.unpaid] == [
        "2 are named as importer of record: it cannot be split",
        "nobody is named as tax guarantor",
    ]


def test_a_firm_known_by_its_code_only() -> None:
    casts = lone_firm(USCC, "", ["0110"], ON)
    found = make_cards(casts, BATCH, Days())
    (card,) = found.cards
    assert [part.role for part in card.parts] == ["importer"]
    assert card.identifiers[0].decoded is not None
    assert [each.taxes.total for each in card.bills] == [100]
    assert "its name" in card.missing
    both = make_cards(lone_firm("", "330766K00Q", ["9610", "0110"], ON), None, Days())
    assert [part.role for part in both.cards[0].parts] == ["agent", "importer"]


def test_one_firm_in_two_roles_has_one_card(tmp_path: Path) -> None:
    rows = ("logistics,样例快递,", f"guarantor,样例快递有限公司,{USCC}", f"platform,样例快递,{USCC}")
    found = cards(tmp_path, "", "\n".join(["role,name,uscc", *rows, ""]))
    (card,) = found.cards
    assert {part.role for part in card.parts} == {"logistics", "guarantor", "platform"}


def test_the_json_of_a_costing_without_amounts(tmp_path: Path) -> None:
    line = {"outcome": "refused", "route": "refused", "tax": None}
    text = {"schema": "cbec/landed-cost/1", "lines": [line], "orders": [{"outcome": "refused", "route": "refused"}]}
    path = tmp_path / "cost.json"
    path.write_text(json.dumps(text), encoding="utf-8")
    found = cash_of_batch(path, SETTINGS, 0)
    assert (found.refused, found.only_general_trade.total) == (1, 0)
