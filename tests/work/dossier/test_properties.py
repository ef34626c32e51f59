"""What must hold for every dossier, whatever is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dossiers import AGENT, IMPORTER, ON
from hypothesis import given, settings
from hypothesis import strategies as st

from cbec_cli.law.documents import document_types
from cbec_cli.tables.dossier_rows import OPEN_ENDED, Dossier, Row, Rows
from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.dossier.check import DossierOptions, check_dossier
from cbec_cli.work.dossier.result import VERDICTS

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

GOODS = (
    ("1905310000", "黄油饼干", "DNK"),
    ("3304990029", "防晒乳", "JPN"),
    ("8516310000", "电吹风", "MYS"),
    ("1901101090", "婴儿配方奶粉", "NZL"),
    ("2309109000", "猫粮", "USA"),
)
ROUTES = (("0110", ""), ("9610", ""), ("1210", "first"), ("1210", "second"), ("1239", "second"))
KINDS = tuple(document_types())
PARTIES = {"importer": IMPORTER, "agent": AGENT, "platform": "样例平台", "guarantor": AGENT, "producer": "Sample ApS"}
days = st.integers(-60, 400).map(lambda n: ON + timedelta(days=n))


@st.composite
def shipments(draw: st.DrawFn) -> list[dict[str, object]]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        code, name, origin = draw(st.sampled_from(GOODS))
        mode, line = draw(st.sampled_from(ROUTES))
        arrives = draw(st.none() | days)
        made.append(
            {
                "shipment_id": f"S-{number}",
                "mode": mode,
                "line": line,
                "hs_code": code,
                "sku": code[:4],
                "name": name,
                "origin": origin,
                "net_weight": draw(st.integers(1, 5)) * 100_000,
                "arrives_on": arrives,
                "declared_on": draw(st.none() | days),
                "declarant": draw(st.sampled_from(["", "样例报关"])),
                "label_zh": draw(st.sampled_from(["", "yes", "无"])),
                "e_label": draw(st.sampled_from(["", "无", "https://shop.example"])),
                **PARTIES,
            }
        )
    return made


@st.composite
def papers(draw: st.DrawFn) -> dict[str, object]:
    what = draw(st.sampled_from(["shipment", "sku", "party", "nothing"]))
    named = {
        "shipment": {"shipment_id": draw(st.sampled_from(["S-0", "S-1", "S-0; S-1; S-2", "S-9"]))},
        "sku": {"sku": draw(st.sampled_from(["1905", "3304", "8516; 1901"]))},
        "party": {"importer": draw(st.sampled_from([IMPORTER, AGENT]))},
        "nothing": {},
    }[what]
    return {
        **named,
        "type": draw(st.sampled_from(KINDS)),
        "number": draw(st.sampled_from(["", "A-1", "A-2", "国食注字YP20230117"])),
        "issued_on": draw(st.none() | days),
        "expires_on": draw(st.none() | days | st.just(OPEN_ENDED)),
        "holder": draw(st.sampled_from(["", IMPORTER, AGENT, "别的公司"])),
        "hs_code": draw(st.sampled_from(["", "1905", "3304990029"])),
        "origin": draw(st.sampled_from(["", "DNK", "JPN"])),
        "qty": draw(st.none() | st.integers(1, 6).map(lambda n: n * 100_000)),
        "unit": "千克",
    }


def rows(table: str, made: Sequence[dict[str, object]]) -> Rows:
    """A table as the reader gives it."""
    columns = list(dict.fromkeys(name for each in made for name in each))
    found = tuple(
        Row(
            number,
            {n: str(v) for n, v in each.items() if v not in ("", None)},
            {n: v for n, v in each.items() if v not in ("", None)},
        )
        for number, each in enumerate(made, 2)
    )
    return Rows(table, f"{table}.csv", "", 1, tuple(columns), {name: i for i, name in enumerate(columns)}, found)  # type: ignore[arg-type]  # one of the tables


def verdicts(goods: Sequence[dict[str, object]], documents: Sequence[dict[str, object]]) -> dict[str, int]:
    """Shipment → how heavy its verdict is, 0 for blocked."""
    dossier = Dossier(rows("shipments", goods), rows("documents", documents), Rows("parties"))
    result = check_dossier(dossier, DossierOptions(on=ON, check=CheckOptions()))
    return {each.shipment_id: VERDICTS.index(each.verdict) for each in result.shipments}


def valid(goods: dict[str, object], kind: str) -> dict[str, object]:
    """A document of a type that is beyond doubt for a shipment."""
    about = document_types()[kind]
    return {
        "shipment_id": goods["shipment_id"],
        "type": kind,
        "number": about.number_example or "V-1",
        "issued_on": date(2019, 1, 1),
        "expires_on": OPEN_ENDED,
    }


@given(shipments(), st.lists(papers(), max_size=8), st.data())
def test_a_valid_document_never_worsens_a_verdict(
    goods: list[dict[str, object]], documents: list[dict[str, object]], data: st.DataObject
) -> None:
    before = verdicts(goods, documents)
    added = valid(data.draw(st.sampled_from(goods)), data.draw(st.sampled_from(KINDS)))
    after = verdicts(goods, [*documents, added])
    assert {name: after[name] for name in before if after[name] < before[name]} == {}


@given(shipments(), st.lists(papers(), min_size=1, max_size=8), st.data())
def test_a_later_expiry_never_worsens_a_verdict(
    goods: list[dict[str, object]], documents: list[dict[str, object]], data: st.DataObject
) -> None:
    dated = [i for i, each in enumerate(documents) if isinstance(each["expires_on"], date)]
    if not dated:
        return
    at = data.draw(st.sampled_from(dated))
    day = documents[at]["expires_on"]
    assert isinstance(day, date)
    later = OPEN_ENDED if day == OPEN_ENDED else day + timedelta(days=data.draw(st.integers(1, 500)))
    moved = [{**each, "expires_on": later} if i == at else each for i, each in enumerate(documents)]
    before, after = verdicts(goods, documents), verdicts(goods, moved)
    assert {name: after[name] for name in before if after[name] < before[name]} == {}


@given(shipments(), st.lists(papers(), max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    goods: list[dict[str, object]], documents: list[dict[str, object]], dice: random.Random
) -> None:
    def told(some: Sequence[dict[str, object]], papers_of: Sequence[dict[str, object]]) -> object:
        dossier = Dossier(rows("shipments", some), rows("documents", papers_of), Rows("parties"))
        result = check_dossier(dossier, DossierOptions(on=ON, check=CheckOptions()))
        found = {replace(each, row=0).shipment_id: replace(each, row=0) for each in result.shipments}
        said = sorted((each.code, each.order_no, each.message, each.severity) for each in result.check.findings)
        return found, said, result.tasks, result.expiries

    before = told(goods, documents)
    mixed, shuffled = list(goods), list(documents)
    dice.shuffle(mixed)
    dice.shuffle(shuffled)
    after = told(mixed, shuffled)
    assert after[0] == before[0]  # type: ignore[index]  # a tuple
    assert after[1] == before[1]  # type: ignore[index]  # the same


@settings(max_examples=20)
@given(shipments(), st.lists(papers(), max_size=8))
def test_every_blocked_shipment_has_something_to_do(
    goods: list[dict[str, object]], documents: list[dict[str, object]]
) -> None:
    dossier = Dossier(rows("shipments", goods), rows("documents", documents), Rows("parties"))
    result = check_dossier(dossier, DossierOptions(on=ON, check=CheckOptions()))
    helped = {name for task in result.tasks if task.severity == "error" for name in task.shipments}
    assert {each.shipment_id for each in result.shipments if each.verdict == "blocked"} == helped
    assert [task.due for task in result.tasks] == sorted(task.due for task in result.tasks)
