"""What the law says of documents (`tests/cases/documents.yaml`); every entry of the data speaks in some case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from cbec_cli.law.documents import Requirement, categories_of, requirements
from cbec_cli.law.documents_data import STATES, Entry, documents_data

if TYPE_CHECKING:
    from datetime import date

FILE = yaml.safe_load((Path(__file__).parent / "cases" / "documents.yaml").read_bytes())
CASES: list[tuple[dict[str, Any], str]] = [(case, route) for case in FILE["cases"] for route in case["routes"]]


def said(case: dict[str, Any], route: str) -> dict[str, Requirement]:
    found = requirements(
        case["code"],
        route,
        case["day"],
        origin=case.get("origin", ""),
        categories=case.get("categories", ()),
        name=case.get("name", ""),
        preference=case.get("preference", ""),
    )
    return {each.type.id: each for each in found}


@pytest.mark.parametrize(("case", "route"), [pytest.param(c, r, id=f"{c['goods']}, {r}") for c, r in CASES])
def test_the_law_says_of_the_goods_on_the_route(case: dict[str, Any], route: str) -> None:
    found, wanted = said(case, route), case["routes"][route]
    for state in STATES:
        for kind in wanted.get(state, ()):
            assert found[kind].state == state, kind
    assert not set(wanted.get("nothing", ())) & set(found)
    for kind, words in wanted.get("says", {}).items():
        assert words in found[kind].why + found[kind].law


@pytest.mark.parametrize(
    ("case", "route"), [pytest.param(c, r, id=f"{c['goods']}, {r}") for c, r in CASES if c.get("whole")]
)
def test_and_of_nothing_else(case: dict[str, Any], route: str) -> None:
    expected = {kind: state for state, kinds in FILE["every"][route].items() for kind in kinds}
    expected |= {kind: state for state, kinds in case["routes"][route].items() for kind in kinds}
    assert {kind: each.state for kind, each in said(case, route).items()} == expected


def spoken(entry: Entry) -> bool:
    """Whether some case shows what an entry says."""
    for case, route in CASES:
        day: date = case["day"]
        if route not in entry.stages or not entry.stated.holds(day):
            continue
        found = said(case, route).get(entry.type)
        if found and found.state == entry.state and entry.stated.source in found.source:
            held = {each.id for each in categories_of(case["code"], case.get("name", ""), case.get("categories", ()))}
            if not entry.categories or held & set(entry.categories):
                return True
    return False


@pytest.mark.parametrize(
    "entry", documents_data().entries, ids=lambda e: f"{e.type} {e.state} {'+'.join(sorted(e.stages))}"
)
def test_every_entry_speaks_in_some_case(entry: Entry) -> None:
    assert spoken(entry), entry
