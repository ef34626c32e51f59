"""What all reports of a dossier say alike: signs and words for states and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.report.check.told import covered
from cbec_cli.report.fields import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cbec_cli.work.dossier.result import DossierResult, PaperResult, PaperState, Verdict

WORDS: dict[PaperState, str] = {
    "missing": "missing",
    "expired": "expired",
    "issued_late": "issued late",
    "wrong_holder": "wrong holder",
    "wrong_goods": "wrong goods",
    "unreadable": "unreadable",
    "unreadable_number": "bad number",
    "no_number": "no number",
    "file_missing": "no file",
    "file_empty": "empty file",
    "file_wrong_type": "wrong file",
    "incomplete": "incomplete",
    "expiring": "expiring",
    "undated": "undated",
    "unsure": "unsure",
    "recommended": "optional",
    "present": "ok",
    "not_needed": "not needed",
    "exempt": "exempt",
}
"""State → the word for it, at most twelve characters."""

SIGNS = {"error": ("✗", "x"), "warning": ("!", "!"), "ok": ("✓", "+"), "none": ("-", "-")}
"""How a cell of the matrix stands → its sign, and the one for terminals that know only plain characters."""

VERDICT_SIGNS: dict[Verdict, str] = {"blocked": "error", "ready with warnings": "warning", "ready": "ok"}
STYLES = {"error": "bold red", "warning": "yellow", "ok": "green", "none": "dim"}
_APART: tuple[PaperState, ...] = ("exempt", "not_needed", "recommended", "unsure", "missing")


def standing(paper: PaperResult) -> str:
    """How a document stands: error, warning, ok, or none where there is nothing to have."""
    if paper.severity:
        return paper.severity
    return "none" if paper.state in _APART else "ok"


def sign(standing: str, *, plain: bool = False) -> str:
    """The sign of a standing."""
    return SIGNS[standing][plain]


def cell(paper: PaperResult, *, plain: bool = False) -> str:
    """A cell of the matrix: sign and word."""
    return f"{sign(standing(paper), plain=plain)} {WORDS[paper.state]}"


def types_in_use(result: DossierResult) -> dict[str, str]:
    """Id → Chinese name of the types that some shipment of the report has, in the order of the law's table."""
    from cbec_cli.law.documents import document_types  # noqa: PLC0415 -- reads the law

    used = {paper.type for shipment in result.shipments for paper in shipment.documents}
    return {name: kind.name_zh for name, kind in document_types().items() if name in used}


def ended(result: DossierResult) -> str:
    """The outcome in one line."""
    told = [
        plural(count, "shipment") + f" {verdict}" if place == 0 else f"{count:,} {verdict}"
        for place, (verdict, count) in enumerate(each for each in result.verdicts.items() if each[1])
    ]
    beside = "".join(f"; {text}" for text in covered(result.check))
    return (", ".join(told) or "no shipments") + _elsewhere(result) + beside


def _elsewhere(result: DossierResult) -> str:
    """Errors that stand in the way though no shipment is blocked by them."""
    errors = result.check.severities.get("error", 0)
    return "" if result.verdicts["blocked"] or not errors else f"; {plural(errors, 'error')} in the tables"


def listed(names: Iterable[str], most: int) -> str:
    """Some names, and how many there are besides."""
    every = [name or "(no number)" for name in names]
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
