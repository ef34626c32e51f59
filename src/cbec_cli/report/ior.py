"""Cards of the parties of a dossier, on a terminal or as JSON (`cbec/ior/1`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from rich.text import Text

from cbec_cli.engine.money import yuan
from cbec_cli.law.parties import roles
from cbec_cli.report.choose import format_of_name, known_format, print_to, stream_to
from cbec_cli.report.fields import plural
from cbec_cli.report.screen import clean, paragraph
from cbec_cli.work.party_cash import Bill
from cbec_cli.work.party_facts import route_words, yuan_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from rich.console import Console

    from cbec_cli.engine.findings import Finding
    from cbec_cli.law.calendar import Deadline
    from cbec_cli.work.party_cards import Card, Cards, Identifier, Part
    from cbec_cli.work.party_cash import Cash, Security, Taxes

SCHEMA = "cbec/ior/1"
FORMATS = ("table", "json")
_SUFFIXES = {".json": "json", ".txt": "table"}
_CODES = {"uscc": "USCC (统一社会信用代码)", "customs_code": "Customs code (海关注册编码)"}
_MARKS = {"error": ("✗", "bold red"), "warning": ("!", "yellow"), "note": ("i", "dim")}
_DAY_ONE = "day 1 is taken as the day after release"


def choose_format(path: Path | None, wanted: str = "") -> str:
    """The format asked for, else the one the file's ending names, else a table.

    Raises:
        CannotRun: unknown format or ending.
    """
    known_format(wanted, FORMATS)
    return wanted or (format_of_name(path, _SUFFIXES, FORMATS) if path is not None else "table")


def write_ior(made: Cards, path: Path | None, chosen: str, *, console: Console | None = None) -> None:
    """Write the cards: to a file as a whole or not at all, or to standard output.

    Args:
        made: what was found.
        path: file to write; None writes to standard output.
        chosen: one of `FORMATS`.
        console: where a table is printed when there is no file; a new one if None.

    Raises:
        CannotRun: the file cannot be written.
        BrokenPipeError: the reader of standard output has gone.
    """
    if chosen == "json":
        stream_to(path, lambda sink: write_json(made, sink))
    else:
        print_to(path, lambda shown: render(shown, made), console)


# -- for programs ------------------------------------------------------------------------------------------------------


def write_json(made: Cards, sink: BinaryIO) -> None:
    """Write the cards as UTF-8 JSON.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    sink.write((json.dumps(as_json(made), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace"))


def as_json(made: Cards) -> dict[str, Any]:
    """Everything as JSON carries it: amounts are texts of yuan, days ISO texts, what is not known null."""
    return {
        "schema": SCHEMA,
        "on": made.on.isoformat(),
        "files": list(made.files),
        "parties": [_card(card) for card in made.cards],
        "cash": _cash(made.cash),
        "unpaid": [{"why": why, **_payable(payable)} for payable, why in made.unpaid],
        "findings": [each.as_dict() for each in made.findings],
        "summary": _summary(made),
    }


def _summary(made: Cards) -> dict[str, int]:
    counts = {f"{name}s": sum(each.severity == name for each in made.findings) for name in _MARKS}
    return {"parties": len(made.cards), **counts}


def _card(card: Card) -> dict[str, Any]:
    return {
        "name": card.name or None,
        "name_zh": card.name_zh or None,
        "country": card.country or None,
        "identifiers": [_identifier(each) for each in card.identifiers],
        "roles": [_part(part) for part in card.parts],
        "shipments": list(card.shipments),
        "missing": list(card.missing),
        "cash": [*map(_payable, card.bills), *map(_payable, card.securities)],
        "findings": [each.as_dict() for each in card.findings],
    }


def _identifier(each: Identifier) -> dict[str, Any]:
    decoded = each.decoded
    return {
        "kind": each.kind,
        "code": each.code,
        "valid": not each.fault,
        "fault": each.fault or None,
        "region": decoded.region if decoded else None,
        "region_zh": (decoded.region_zh or None) if decoded else None,
        "parts": [{"what": a, "characters": b, "meaning": c or None} for a, b, c in decoded.parts] if decoded else [],
        "unsure": decoded.unsure if decoded else None,
    }


def _part(part: Part) -> dict[str, Any]:
    role = roles()[part.role]
    return {
        "role": part.role,
        "title": role.title,
        "title_zh": role.title_zh,
        "law": role.stated.source,
        "may": [
            {
                "route": stage,
                "may": need.may,
                "required": need.required,
                "where": need.where,
                "law": need.stated.source,
                "confidence": need.stated.confidence,
            }
            for stage, need in part.needs
        ],
        "duties": [
            {
                "duty": duty.text,
                "duty_zh": duty.text_zh,
                "routes": list(stages),
                "consequence": duty.consequence or None,
                "law": duty.stated.source,
                "confidence": duty.stated.confidence,
                "since": duty.stated.since.isoformat(),
            }
            for duty, stages in part.duties
        ],
    }


def _taxes(taxes: Taxes) -> dict[str, str | None]:
    amounts = {name: getattr(taxes, name) for name in ("total", "duty", "consumption_tax", "vat")}
    return {name: None if amount is None else yuan(amount) for name, amount in amounts.items()}


def _payable(payable: Bill | Security) -> dict[str, Any]:
    common = {"shipments": list(payable.shipments), "taxes": _taxes(payable.taxes)}
    if isinstance(payable, Bill):
        return {
            "when": "at import",
            **common,
            "declared_on": payable.declared_on.isoformat(),
            "declared_on_assumed": payable.assumed,
            "pay_by": payable.pay_by.day.isoformat(),
            "law": payable.pay_by.source,
            "late_days": payable.late_days,
            "late_fee": yuan(payable.late_fee),
            "note": "; ".join(filter(None, (_moved(payable.pay_by), payable.minimum))) or None,
        }
    first, last = payable.window or (None, None)
    return {
        "when": "after release, against a guarantee",
        **common,
        "released_on": _iso(payable.released_on),
        "pay_from": _iso(first),
        "pay_by": _iso(last),
        "note": _DAY_ONE,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _cash(cash: Cash | None) -> dict[str, Any] | None:
    if cash is None:
        return None
    return {
        "source": cash.source,
        "due_at_import": _taxes(cash.due_now),
        "secured": _taxes(cash.secured),
        "refused_as_general_trade": _taxes(cash.only_general_trade),
        "orders": {"general_trade": cash.due_orders, "cbec": cash.secured_orders, "refused": cash.refused},
        "unknown_shipments": list(cash.unknown),
    }


# -- for people --------------------------------------------------------------------------------------------------------


def render(console: Console, made: Cards) -> None:
    """Print a card for each party, then what concerns no single one.

    Args:
        console: where to; its width, encoding and colours are honoured.
        made: what was found.
    """
    read = f", read from {', '.join(made.files)}" if made.files else ""
    paragraph(console, f"Parties on {made.on}{read}")
    for card in made.cards:
        console.print()
        _print_card(console, card)
    own = {id(each) for card in made.cards for each in card.findings}
    others = [each for each in made.findings if id(each) not in own]
    if others:
        _title(console, "Shipments and cells")
        _print_findings(console, others, place=True)
    _print_cash(console, made)
    errors, warnings = (sum(each.severity == name for each in made.findings) for name in ("error", "warning"))
    console.print()
    count = len(made.cards)
    parties = f"{count:,} part{'y' if count == 1 else 'ies'}"
    paragraph(console, f"{parties}: {plural(errors, 'error')}, {plural(warnings, 'warning')}", style="bold")


def _title(console: Console, text: str) -> None:
    console.print()
    console.print(Text(clean(text, console), style="bold"))


def _print_card(console: Console, card: Card) -> None:
    name = " ".join(filter(None, (card.name, card.name_zh))) or (card.identifiers[0].code if card.identifiers else "?")
    titles = "; ".join(f"{roles()[part.role].title} ({roles()[part.role].title_zh})" for part in card.parts)
    paragraph(console, f"{name} — {titles}", style="bold")
    for each in card.identifiers:
        paragraph(console, f"{_CODES[each.kind]} {each.code}: {_told(each)}", indent=2)
    if card.country:
        paragraph(console, f"Registered in {card.country}", indent=2)
    if card.shipments:
        paragraph(console, f"Shipments: {', '.join(card.shipments)}", indent=2)
    for words in (*map(cash_words, card.bills), *map(cash_words, card.securities)):
        paragraph(console, f"Cash: {words}", indent=2, style="bold")
    _print_findings(console, card.findings)
    if card.missing:
        paragraph(console, f"Missing: {'; '.join(card.missing)}", indent=2)
    for part in card.parts:
        _print_part(console, part, several=len(card.parts) > 1)


def _told(each: Identifier) -> str:
    """What is wrong with a code, else what it tells."""
    if each.decoded is None:
        return each.fault or "nothing is known of it"
    known = [f"{what} {meaning or f'{characters} (not known)'}" for what, characters, meaning in each.decoded.parts
             if meaning or what in ("zone", "kind of business", "region", "registered as")]  # fmt: skip
    return f"{', '.join(known)} [{each.decoded.unsure}]"


def _print_part(console: Console, part: Part, *, several: bool) -> None:
    """What it may do and owes, the routes said where they differ."""
    if several:
        paragraph(console, f"As {roles()[part.role].title}", indent=2)
    by_words: dict[str, list[str]] = {}
    for stage, need in part.needs:
        by_words.setdefault(need.may, []).append(stage)
    if not by_words:
        paragraph(console, "May: no part in these routes", indent=2)
    for words, routes in by_words.items():
        paragraph(console, f"May ({_routes(routes)}): {words}", indent=2)
    everywhere = {stage for _, stages in part.duties for stage in stages}
    for duty, stages in part.duties:
        where = f" [{_routes(stages)}]" if set(stages) != everywhere else ""
        otherwise = f" Otherwise {duty.consequence}." if duty.consequence else ""
        paragraph(console, f"Owes{where}: {duty.text} ({duty.stated}).{otherwise}", indent=2)


def _routes(stages: Iterable[str]) -> str:
    return ", ".join(route_words(stage) for stage in stages)


def _print_findings(console: Console, findings: Sequence[Finding], *, place: bool = False) -> None:
    """What is wrong, and what to do."""
    for each in findings:
        mark, style = _MARKS[each.severity]
        at = f" [{_place(each)}]" if place and _place(each) else ""
        paragraph(console, f"{mark} {each.code}{at} {each.message}", indent=2, style=style)
        if each.fix:
            paragraph(console, f"do: {each.fix}", indent=4)
        if each.law:
            paragraph(console, f"law: {each.law}", indent=4, style="dim")


def _place(each: Finding) -> str:
    parts = (each.order_no, each.sheet, f"row {each.row}" if each.row else "", each.column)
    return ", ".join(filter(None, parts))


def _print_cash(console: Console, made: Cards) -> None:
    """What the batch owes as a whole, and what nobody pays."""
    cash = made.cash
    if cash is None:
        return
    _title(console, f"Cash to front (from {cash.source})")
    paragraph(console, f"{yuan_text(cash.due_now.total)} at import, general trade{_split(cash.due_now)}", indent=2)
    paragraph(console, f"{yuan_text(cash.secured.total)} against a guarantee, CBEC{_split(cash.secured)}", indent=2)
    if cash.refused:
        paragraph(
            console,
            f"{plural(cash.refused, 'order')} refused and in neither sum; in general trade "
            f"{yuan_text(cash.only_general_trade.total)} would fall due at import",
            indent=2,
        )
    if cash.unknown:
        paragraph(console, f"Tax not given, and not counted: {', '.join(cash.unknown)}", indent=2)
    for payable, why in made.unpaid:
        paragraph(console, f"! {why}: {cash_words(payable)}", indent=2, style="yellow")


def cash_words(payable: Bill | Security) -> str:
    """What is paid, by when, and what is unsure."""
    whose = f" for {', '.join(payable.shipments)}" if payable.shipments else ""
    amount = f"{yuan_text(payable.taxes.total)}{whose}{_split(payable.taxes)}"
    if isinstance(payable, Bill):
        assumed = " (assumed)" if payable.assumed else ""
        words = f"{amount}, at import, no deferral; pay by {payable.pay_by.day}, {payable.pay_by.days} days from the "
        words += f"declaration completed on {payable.declared_on}{assumed} ({payable.pay_by.source})"
        if payable.late_days:
            words += f"; late fee for {plural(payable.late_days, 'day')}: {yuan_text(payable.late_fee)}"
        return "; ".join(filter(None, (words, _moved(payable.pay_by), payable.minimum)))
    if payable.window is None:
        return (
            f"{amount}, guaranteed; paid from day 31 to day 45 after release (--released DATE tells when; {_DAY_ONE})"
        )
    first, last = payable.window
    return f"{amount}, guaranteed; paid from {first} to {last}, day 31 to 45 after release ({_DAY_ONE})"


def _split(taxes: Taxes) -> str:
    """Duty, consumption tax and VAT, where they are known apart."""
    parts = (("duty", taxes.duty), ("consumption tax", taxes.consumption_tax), ("VAT", taxes.vat))
    known = [f"{name} {yuan(amount, thousands=True)}" for name, amount in parts if amount is not None]
    return f" ({', '.join(known)})" if known and taxes.total else ""


def _moved(due: Deadline) -> str:
    """That a day off moved the last day on, and whether the holidays are known."""
    moved = f"{due.nominal} is a day off, so the next working day counts" if due.day != due.nominal else ""
    unknown = "" if due.calendar_known else f"the public holidays of {due.day.year} are not published yet"
    return "; ".join(filter(None, (moved, unknown)))
