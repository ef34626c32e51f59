"""The options of a return in money as named values, declared once for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import yuan
from cbec_cli.engine.noted import decimal_text
from cbec_cli.report.fields import ratio
from cbec_cli.work.returns.outcomes import FORMULA, SAVED

if TYPE_CHECKING:
    from collections.abc import Callable

    from cbec_cli.work.returns.economics import Economics, Summary
    from cbec_cli.work.returns.groups import Days, Group
    from cbec_cli.work.returns.outcomes import LineEconomics, Outcome, Way

Value = str | int | None

WAYS: dict[Way, str] = {
    "stock": "into stock at the place",
    "hong_kong": "by Hong Kong",
    "overseas": "to the warehouse abroad",
    "destroy": "destroyed",
    "keep": "with the buyer",
}
"""Where goods end, in words."""

PARTS = ("tax_back", "resale", "freight", "handling", "destruction")


def _fen(amount: int | None) -> str | None:
    return None if amount is None else yuan(amount)


def _best(name: str) -> Callable[[LineEconomics], Value]:
    def value(line: LineEconomics) -> Value:
        return None if line.best is None else getattr(line.best, name)

    return value


def _part(name: str) -> Callable[[LineEconomics], Value]:
    def value(line: LineEconomics) -> Value:
        return None if line.best is None else _fen(getattr(line.best, name))

    return value


FIELDS: tuple[tuple[str, str, Callable[[LineEconomics], Value]], ...] = (
    ("best_option", "cheapest lawful option of those whose cost is known", _best("option")),
    ("best_way", "where the goods end: stock, hong_kong, overseas, destroy, keep", _best("way")),
    ("outcome", "tax back + resale - freight - handling - destruction of it (CNY)", _part("net")),
    ("part_tax_back", "tax that comes back with it (CNY)", _part("tax_back")),
    ("part_resale", "what the goods fetch (CNY)", _part("resale")),
    ("part_freight", "freight still to be paid (CNY)", _part("freight")),
    ("part_handling", "handling (CNY)", _part("handling")),
    ("part_destruction", "destruction (CNY)", _part("destruction")),
    (
        "freight_spent",
        "freight to the place, already paid because the goods are back (CNY)",
        lambda x: _fen(x.spent.fen),
    ),
    (
        "loss_avoided",
        "outcome less freight spent; a refund without return comes to 0 (CNY)",
        lambda x: _fen(x.loss_avoided),
    ),
    ("next_option", "the next best option", lambda x: x.second.option if x.second else None),
    ("better_by", "by how much the best option is better than the next (CNY)", lambda x: _fen(x.before_next)),
    (
        "if_customs_allow",
        "option that would be better still, but is not known to be lawful",
        lambda x: x.if_allowed.option if x.if_allowed else None,
    ),
    ("not_compared", "options with unknown costs", lambda x: not_compared(x) or None),
)
"""Name, meaning, value."""

NAMES = tuple(name for name, _, _ in FIELDS)


def not_compared(line: LineEconomics) -> str:
    """Options whose outcome is not known, with what is missing."""
    return "; ".join(f"{each.option} ({each.way}): {', '.join(each.unknown)}" for each in line.not_compared)


def record(line: LineEconomics) -> dict[str, Any]:
    """One line in money: the best option, and all of them."""
    best, second, doubt = line.best, line.second, line.if_allowed
    return {
        "best": None if best is None else {"option": best.option, "way": best.way, "outcome": _fen(best.net)},
        "next": None if second is None else {"option": second.option, "way": second.way, "outcome": _fen(second.net)},
        "if_customs_allow": None
        if doubt is None
        else {"option": doubt.option, "way": doubt.way, "outcome": _fen(doubt.net)},
        "better_by": _fen(line.before_next),
        "freight_spent": _fen(line.spent.fen),
        "loss_avoided": _fen(line.loss_avoided),
        "why_none": line.why_none or None,
        "options": [_outcome(each) for each in line.outcomes],
    }


def _outcome(made: Outcome) -> dict[str, Any]:
    return {
        "option": made.option,
        "way": made.way,
        "outcome": _fen(made.net),
        **{name: _fen(getattr(made, name)) for name in PARTS},
        "unknown": list(made.unknown),
        "confidence": made.confidence,
    }


def overall(found: Economics | None) -> dict[str, Any] | None:
    """The totals, and what the amounts are made of."""
    if found is None:
        return None
    return {
        "formulas": [FORMULA, SAVED],
        "lines_compared": found.compared,
        "lines_with_unknown_options": found.not_compared,
        "outcome": yuan(found.outcome),
        "loss_avoided": _fen(found.loss_avoided),
        "loss_avoided_lines": found.loss_known,
        "by_option": {
            name: {"lines": each.lines, "outcome": yuan(each.outcome)} for name, each in found.chosen.items()
        },
        "missing": found.missing,
    }


def group(made: Group) -> dict[str, Any]:
    """One article, reason or province."""
    return {
        made.by: made.name,
        "lines": made.lines,
        "eligible": made.eligible,
        "late": made.late,
        "late_share": ratio(made.late_rate),
        "returned": decimal_text(made.quantity),
        "declared": None if made.declared is None else decimal_text(made.declared),
        "return_rate": None if made.rate is None else ratio(made.rate),
        "days_to_application": _days(made.to_application),
        "days_to_arrival": _days(made.to_arrival),
        "tax_lost_late": yuan(made.tax_lost),
        "loss_avoided": _fen(made.loss_avoided),
    }


def _days(found: Days) -> dict[str, Value]:
    return {"lines": found.lines, "median": found.median or None, "most": found.most}


def gathered(found: Summary) -> dict[str, Any]:
    """The lines by article, reason and province, and what lateness cost."""
    return {
        "late": {
            "lines": found.late,
            "tax_lost": yuan(found.tax_lost),
            "quota_not_restored": yuan(found.late_quota),
        },
        **{by: [group(each) for each in made] for by, made in found.groups.items()},
    }
