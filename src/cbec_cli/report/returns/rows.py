"""A line of a return as named values, declared once for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import yuan
from cbec_cli.engine.noted import decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cbec_cli.work.returns.result import Choice, Posting, ReturnLine

Value = str | int | None


def _fen(amount: int | None) -> str | None:
    return None if amount is None else yuan(amount)


def _of_share(name: str) -> Callable[[ReturnLine], Value]:
    def value(line: ReturnLine) -> Value:
        return None if line.share is None else yuan(getattr(line.share, name))

    return value


def _said(line: ReturnLine, name: str) -> str | None:
    return line.claim.text(name) or None


def _declared(line: ReturnLine, name: str) -> Value:
    return None if line.original is None else getattr(line.original, name) or None


def _quantity(amount: Value) -> str | None:
    return decimal_text(amount) if isinstance(amount, int) else None


def _day(line: ReturnLine, name: str) -> str | None:
    return None if line.window is None else str(getattr(line.window, name))


FIELDS: tuple[tuple[str, str, Callable[[ReturnLine], Value]], ...] = (
    ("row", "row of the table of returns", lambda line: line.claim.row),
    ("return_no", "number of the return", lambda line: _said(line, "return_no")),
    ("order_no", "order of the declaration", lambda line: _declared(line, "order_no") or _said(line, "order_no")),
    ("invt_no", "number of the declaration list", lambda line: _declared(line, "invt_no") or _said(line, "invt_no")),
    ("line_no", "number of the line on the list (gnum)", lambda line: _declared(line, "line_no")),
    ("sku", "your number of the goods", lambda line: _declared(line, "sku") or _said(line, "sku")),
    ("name", "what the goods are", lambda line: _declared(line, "name")),
    ("mode", "supervision mode", lambda line: _declared(line, "mode")),
    (
        "quantity",
        "how much comes back",
        lambda line: _quantity(line.claim.quantity),
    ),
    ("returned_before", "how much came back before", lambda line: decimal_text(line.before)),
    ("declared", "declared quantity", lambda line: _quantity(_declared(line, "quantity"))),
    ("verdict", "eligible, eligible with warnings, undecided or not eligible", lambda line: line.verdict),
    ("codes", "what stands against it or is warned of", lambda line: " ".join(line.codes) or None),
    ("missing", "facts without which nobody can decide", lambda line: "; ".join(line.missing) or None),
    ("provided", "what still has to come true", lambda line: "; ".join(line.provided) or None),
    ("apply_by", "last day to apply", lambda line: _day(line, "apply_by")),
    ("arrive_by", "last day to be back", lambda line: _day(line, "arrive_by")),
    ("tax_effect", "not levied, refunded, stays, or unknown", lambda line: line.tax_effect),
    ("tax_back", "tax not levied or refunded (CNY)", lambda line: _fen(line.tax_back)),
    ("share_duty", "duty of what comes back (CNY)", _of_share("duty")),
    ("share_consumption_tax", "consumption tax of it (CNY)", _of_share("consumption_tax")),
    ("share_vat", "VAT of it (CNY)", _of_share("vat")),
    ("share_tax", "all taxes of it (CNY), whether they come back or not", _of_share("tax")),
    ("share_price", "price paid for it (CNY)", _of_share("price")),
    ("share_value", "dutiable value of it (CNY)", _of_share("value")),
    ("quota_back", "given back to the buyer's year (CNY)", lambda line: _fen(line.quota_back)),
    ("quota_year", "the year it goes back to", lambda line: _declared(line, "year")),
    ("options", "what may be done", lambda line: "; ".join(each.id for each in line.choices) or None),
    ("estimated", "what was assumed for the tax", lambda line: _declared(line, "estimated")),
)
"""Name, meaning, value."""

NAMES = tuple(name for name, _, _ in FIELDS)


def record(line: ReturnLine) -> dict[str, Value]:
    """All values of a line by name."""
    return {name: value(line) for name, _, value in FIELDS}


def choice(made: Choice) -> dict[str, Any]:
    """An option with its ground."""
    return {
        "id": made.id,
        "name": made.name,
        "name_zh": made.name_zh,
        "text": made.text,
        "tax": made.tax,
        "law": made.ground,
        "confidence": made.confidence,
        "ask": made.ask or None,
    }


def posting(made: Posting) -> dict[str, Any]:
    """What became of the quota of a return in the ledger."""
    return {
        "order_no": made.order_no,
        "platform": made.platform or None,
        "return_no": made.return_no or None,
        "amount": yuan(made.fen),
        "year": made.year,
        "state": made.state,
        "why": made.why or None,
        "rows": list(made.rows),
    }


def totals(sums: Mapping[str, int]) -> dict[str, str]:
    """Sums of fen as text."""
    return {name: yuan(fen) for name, fen in sums.items()}
