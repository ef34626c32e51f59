"""The checklist of documents for people (`cbec docs requirements`) and for programs (`cbec/docs-requirements/1`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cbec_cli.law.documents import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from cbec_cli.law.documents import Requirement
    from cbec_cli.work.checklist import Checklist

SCHEMA = "cbec/docs-requirements/1"
"""Name and version of the JSON."""

ROUTES = {
    "9610": "9610 direct purchase (直购进口)",
    "1210-first": "1210 bonded, first line: into the zone (网购保税进口，一线进区)",
    "1210-second": "1210 bonded, second line: the order leaves the zone (网购保税进口，二线出区)",
    "1239-first": "1239 bonded A, first line: into the zone (网购保税进口A，一线进区)",
    "1239-second": "1239 bonded A, second line: the order leaves the zone (网购保税进口A，二线出区)",
    "0110": "0110 general trade (一般贸易)",
}
"""Names of the routes."""

_TITLES = {
    "required": "Required",
    "unsure": "Unsure: ask the customs office",
    "recommended": "Recommended",
    "exempt": "Not needed on this route",
}
_NOTICE = (
    "Not an official checklist: the text of the law and your customs office decide. "
    "Lead times, usual validity and consequences are general knowledge."
)


def as_json(found: Checklist) -> str:
    """The checklist for programs; what is unknown is empty."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "on": found.day.isoformat(),
            "hs_code": found.code,
            "name_zh": found.name_zh,
            "mode": found.stage[:4],
            "stage": found.stage,
            "origin": found.origin.iso3 if found.origin else "",
            "categories": [{"id": c.id, "name": c.name, "name_zh": c.name_zh} for c in found.categories],
            "documents": [_as_dict(each, found) for each in found.documents],
            "exempted_by_retail_import": [
                {"type": each.type.id, "why": each.why, "law": each.law} for each in found.exempted.values()
            ],
            "notes": list(found.notes),
            "notice": _NOTICE,
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_dict(each: Requirement, found: Checklist) -> dict[str, Any]:
    kind = each.type
    return {
        "type": kind.id,
        "name": kind.name,
        "name_zh": kind.name_zh,
        "state": each.state,
        "why": each.why,
        "condition": each.condition,
        "categories": [c.id for c in each.categories],
        "issuer": kind.issuer,
        "proves": kind.proves,
        "validity": kind.validity,
        "valid_days": kind.valid_days,
        "lead_time": kind.lead_time,
        "holder": each.holder,
        "covers": kind.covers,
        "tested_on": kind.tested_on,
        "number_example": kind.number_example,
        "consequence": each.consequence,
        "ask": each.ask,
        "law": each.law,
        "confidence": each.confidence,
        "note": each.note,
        "since": each.since.isoformat(),
        "until": each.until.isoformat() if each.until else None,
        "routes": dict(found.elsewhere[kind.id]),
    }


def print_checklist(console: Console, found: Checklist) -> None:
    """The checklist on a terminal: every document with its reasons."""
    from rich.text import Text  # noqa: PLC0415 -- JSON needs none of it

    from cbec_cli.report.screen import clean, paragraph  # noqa: PLC0415 -- the same

    for text, style in _head(found):
        paragraph(console, text, style=style)
    for state, title in _TITLES.items():
        members = [each for each in found.documents if each.state == state]
        if members:
            console.print()
            console.print(Text(clean(f"{title} ({len(members)})", console), style="bold"))
            for each in members:
                _print_one(console, f"{each.type.name} ({each.type.name_zh})", _lines(each))
    if found.exempted:
        console.print()
        paragraph(console, f"What CBEC retail import (9610, 1210) exempts ({len(found.exempted)})", style="bold")
        for each in found.exempted.values():
            _print_one(console, f"{each.type.name} ({each.type.name_zh})", [("why", each.why), ("law", each.law)])
    console.print()
    paragraph(console, _NOTICE, style="dim")


def _head(found: Checklist) -> Iterator[tuple[str, str]]:
    """What was asked, and what to know of it."""
    yield " ".join(text for text in (found.code, found.name_zh) if text) or "Goods without a code", "bold"
    origin = f", origin {found.origin.name_en or found.origin.name_zh}" if found.origin else ""
    yield f"{ROUTES[found.stage]}, declared on {found.day}{origin}", ""
    goods = ", ".join(f"{each.name} ({each.name_zh})" for each in found.categories)
    yield f"Goods: {goods or 'of no category that brings documents of its own'}", ""
    for note in found.notes:
        yield f"Note: {note}.", "yellow"


def _lines(each: Requirement) -> list[tuple[str, str]]:
    """Label and text of what is said of one document; an exempt one needs only its reason."""
    kind = each.type
    law = each.law + (f"; from {each.since}" if each.since.year > 2019 else "") + _until(each)
    said = [("why", each.why), ("only", CONDITIONS.get(each.condition, ""))]
    if each.state != "exempt":
        said += [
            ("ask", each.ask),
            ("from", kind.issuer),
            ("takes", kind.lead_time),
            ("lasts", kind.validity),
            ("names", f"the {each.holder}" if each.holder else ""),
            ("number", f"as in {kind.number_example}" if kind.number_example else ""),
            ("without", each.consequence),
        ]
    return [(label, text) for label, text in (*said, ("law", law), ("note", each.note)) if text]


def _until(each: Requirement) -> str:
    return f", until {each.until}" if each.until else ""


def _print_one(console: Console, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """A document: its name, then label and text of each line; the text folds under itself."""
    from rich.text import Text  # noqa: PLC0415 -- JSON needs none of it

    from cbec_cli.report.screen import clean, paragraph  # noqa: PLC0415 -- the same

    paragraph(console, title, indent=2, style="cyan")
    for label, text in lines:
        folded = Text(clean(text, console), overflow="fold").wrap(console, max(20, console.width - 12))
        for place, line in enumerate(folded):
            line.rstrip()
            start = f"    {label if not place else '':<8}"
            console.print(Text(start, style="dim") + line, soft_wrap=True)
