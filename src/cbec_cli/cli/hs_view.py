"""How `cbec hs` shows tariff lines: as tables for people and as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import percent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rich.console import Console

    from cbec_cli.law.dated import Law
    from cbec_cli.law.duty import Duty
    from cbec_cli.law.tariff import Tariff, TariffLine

SCHEMA = "cbec/hs/1"
"""Name and version of the JSON."""

Detail = dict[str, Any]


def describe(line: TariffLine, tariff: Tariff, law: Law, day: date, *, agreements: bool) -> Detail:
    """One line as plain data, in the shape of the JSON; unknown is null."""
    from cbec_cli.law.codes import inspection_letters, supervision_letters, unit
    from cbec_cli.law.tariff import english_name

    units = [known for known in (unit(line.unit1), unit(line.unit2)) if known]
    detail: Detail = {
        "code": line.code,
        "name_zh": line.name_zh,
        "name_en": english_name(line.code),
        "mfn": _duty(line.mfn),
        "provisional": _duty(line.provisional),
        "general": _duty(line.general),
        "vat": _vat(line.vat_class, law, day),
        "consumption_tax": _consumption_tax(line.ct_class, law, day),
        "units": [{"code": u.code, "name_zh": u.name_zh, "name_en": u.name_en} for u in units],
        "supervision": _letters(line.supervision, supervision_letters(), supervision_letters("en")),
        "inspection": _letters(line.inspection, inspection_letters(), inspection_letters("en")),
        "elements": list(line.elements),
        "amended_by": list(line.amended),
    }
    if agreements:
        detail["agreements"] = _agreements(line.code, tariff)
    return detail


def print_json(details: Sequence[Detail], found: int, tariff: Tariff, day: date) -> None:
    """The lines as one JSON document on stdout."""
    import json
    import sys

    document = {
        "schema": SCHEMA,
        "on": day.isoformat(),
        "data": {"tariff_vintage": tariff.vintage, "notice": tariff.notice},
        "found": found,
        "lines": list(details),
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_one(detail: Detail, tariff: Tariff, day: date) -> None:
    """One line in full."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(_dotted(detail["code"]), style="bold"))
    for name in (detail["name_zh"], detail["name_en"]):
        if name:
            console.print(Text(name))
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for title, text in _facts(detail):
        table.add_row(title, Text(text))
    console.print()
    console.print(table)
    _foot(console, tariff, day)


def print_lines(details: Sequence[Detail], found: int, tariff: Tariff, day: date) -> None:
    """Many lines, one row each with the rates that matter, the English name where it changes."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("Code", no_wrap=True, style="cyan")
    table.add_column("Name", overflow="fold", ratio=1)
    for heading in ("MFN", "Prov.", "VAT"):
        table.add_column(heading, justify="right", overflow="fold", max_width=12)
    table.add_column("Consumption tax", overflow="fold", max_width=16)
    shown = ""
    for detail in details:
        name = Text(detail["name_zh"] or "(name not known)")
        if detail["name_en"] != shown:
            shown = detail["name_en"]
            name.append(f"\n{shown}", style="dim")
        provisional = detail["provisional"]
        table.add_row(
            detail["code"],
            name,
            _text(detail["mfn"]),
            provisional["text"] if provisional else "",
            _text(detail["vat"]),
            _class(detail["consumption_tax"]),
        )
    console.print(table)
    if found > len(details):
        console.print(Text(f"… and {found - len(details)} more; --limit shows them"))
    _foot(console, tariff, day)


def _facts(detail: Detail) -> list[tuple[str, str]]:
    """Title and text of everything that is said of one line."""
    provisional, vat, tax = detail["provisional"], detail["vat"], detail["consumption_tax"]
    facts = [
        ("MFN duty", _text(detail["mfn"])),
        ("Provisional duty", provisional["text"] if provisional else "none"),
        ("General duty", _text(detail["general"])),
        ("Import VAT", _with_source(vat)),
        ("Consumption tax", _with_source(tax)),
        ("Legal units", ", ".join(f"{u['name_zh']} {u['name_en']} ({u['code']})" for u in detail["units"])),
        ("Supervision", _lines(detail["supervision"])),
        ("Inspection", _lines(detail["inspection"])),
        ("Elements", "; ".join(f"{i}.{element}" for i, element in enumerate(detail["elements"], 1)) or "none"),
    ]
    if "agreements" in detail:
        rates = "\n".join(f"{rate['partner_zh']} {rate['partner']}: {_rate(rate)}" for rate in detail["agreements"])
        facts.append(("Agreement rates", rates or "none in the table"))
    if detail["amended_by"]:
        facts.append(("Amended by", "; ".join(detail["amended_by"])))
    return facts


def _foot(console: Console, tariff: Tariff, day: date) -> None:
    """Day, vintage, and what the table is not."""
    from rich.text import Text

    console.print()
    console.print(Text(f"On {day}. Tariff of {tariff.vintage}. {tariff.notice}", style="dim"))
    if str(day.year) != tariff.vintage[:4]:
        console.print(Text("The day lies in another year than the table: duty rates may differ.", style="yellow"))


def _duty(duty: Duty | None) -> Detail | None:
    """A rate with its parts."""
    if duty is None:
        return None
    pct, specific, step = duty.cells
    return {"text": duty.text, "percent": pct, "specific": specific, "step": step}


def _vat(vat_class: str, law: Law, day: date) -> Detail | None:
    """Rate of a VAT class on the day, with its source; null if the class or the rate is unknown."""
    if not vat_class:
        return None
    try:
        figure = law.vat_rate(vat_class, day)
    except CannotRun as unknown:
        return {"class": vat_class, "text": "unknown", "source": unknown.what}
    return {"class": vat_class, "text": f"{percent(int(figure.value or 0))}%", "source": figure.source}


def _consumption_tax(ct_class: str, law: Law, day: date) -> Detail | None:
    """What a class of consumption tax bears on the day, with its source; null if the class is unknown."""
    if not ct_class:
        return None
    if ct_class == "none":
        return {"class": "none", "text": "none", "source": ""}
    try:
        figure = law.figure(f"consumption_tax.{ct_class}", day)
    except CannotRun as unknown:
        return {"class": ct_class, "text": "unknown", "source": unknown.what}
    return {"class": ct_class, "text": figure.text, "source": figure.source}


def _agreements(code: str, tariff: Tariff) -> list[Detail]:
    """Rate of every partner, quotas and steps in US dollars marked as such."""
    from cbec_cli.law.agreements import RATE, agreement_names

    names = agreement_names()
    rates = {partner: (RATE, duty.text) for partner, duty in tariff.partners(code).items()}
    rates.update(tariff.agreements.others(code))
    return [
        {"partner": partner, "partner_zh": names[partner], "kind": kind, "text": text}
        for partner, (kind, text) in sorted(rates.items())
    ]


def _letters(letters: str, chinese: dict[str, str], english: dict[str, str]) -> list[Detail]:
    """Letters with their meanings."""
    return [{"letter": c, "name_zh": chinese.get(c, ""), "name_en": english.get(c, "")} for c in letters]


def _lines(letters: Sequence[Detail]) -> str:
    """Letters and meanings, one to a line."""
    return "\n".join(f"{letter['letter']} {letter['name_zh']} {letter['name_en']}" for letter in letters) or "none"


def _text(value: Detail | None) -> str:
    """The text of a rate; unknown is said."""
    return str(value["text"]) if value else "unknown"


def _class(tax: Detail | None) -> str:
    """The class of consumption tax in words; blank where there is none."""
    if tax is None:
        return "unknown"
    return "" if tax["class"] == "none" else str(tax["class"]).replace("_", " ")


def _with_source(value: Detail | None) -> str:
    """A rate, its class and source."""
    if value is None or value["class"] == "none":
        return _text(value)
    return f"{value['text']}\n{value['class'].replace('_', ' ')}; {value['source']}"


def _rate(rate: Detail) -> str:
    """An agreement rate and what kind it is, if not an ordinary one."""
    kinds = {"quota": " (within the quota only)", "usd_step": " (steps in US dollars, not computed)"}
    return f"{rate['text']}{kinds.get(rate['kind'], '')}"


def _dotted(code: str) -> str:
    """3304990029 as 3304.99.00.29."""
    return ".".join((code[:4], code[4:6], code[6:8], code[8:]))
