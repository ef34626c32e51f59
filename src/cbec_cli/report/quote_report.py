"""One quote: on a terminal with its full working, or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import percent, yuan
from cbec_cli.engine.noted import plain
from cbec_cli.report.explain import answer_words, render_reasons, render_steps
from cbec_cli.report.screen import paragraph
from cbec_cli.rules.routes import OUTCOMES, ROUTES
from cbec_cli.work.messages import weightiest_first

if TYPE_CHECKING:
    from rich.console import Console

    from cbec_cli.law.tariff import Tariff
    from cbec_cli.work.asked import Order
    from cbec_cli.work.messages import Reason
    from cbec_cli.work.one_order import Answer

SCHEMA = "cbec/quote/1"
_AMOUNTS = ("dutiable_value", "duty", "consumption_tax", "vat", "tax", "other_costs", "landed_cost")
_RATES = {"duty_rate": "applied_duty_rate", "consumption_tax_rate": "consumption_tax_rate", "vat_rate": "vat_rate"}


def render_quote(console: Console, answer: Answer, order: Order, tariff: Tariff) -> None:
    """Print a quote: the goods, the working, the sum, what is assumed and what to do.

    Args:
        console: where to print.
        answer: a costing on noted numbers.
        order: what was asked.
        tariff: for the goods' name, the vintage and the notice.
    """
    line = order.lines[0]
    found = tariff.line(line.hs_code, order.day)
    route, outcome = ROUTES[plain(answer.order["route"])], OUTCOMES[answer.outcome]
    paragraph(console, f"{line.hs_code} {found.name_zh if found else ''}".strip(), style="bold")
    paragraph(console, f"{answer_words(route, outcome)}; law as on {order.day}, tariff of {tariff.vintage}")
    console.print()
    if _computed(answer):
        render_steps(console, [*answer.order_steps, *answer.line_steps[0]])
        console.print()
        _summary(console, answer, refused=route == "refused")
    render_reasons(console, _reasons(answer))
    paragraph(console, tariff.notice, style="dim")


def _summary(console: Console, answer: Answer, *, refused: bool) -> None:
    facts = answer.lines[0]
    tax, value = plain(facts["tax"]), plain(facts["dutiable_value"])
    share = f", {percent((tax * 20_000 + value) // (2 * value))} % of the value" if value else ""
    lead = "Under general trade: tax" if refused else "Tax"
    paragraph(console, f"{lead} CNY {yuan(tax, thousands=True)}{share}", style="bold")
    paragraph(console, f"Landed cost CNY {yuan(plain(facts['landed_cost']), thousands=True)}", style="bold")


def quote_json(answer: Answer, order: Order, tariff: Tariff) -> str:
    """A quote as JSON: amounts as text with two decimals, rates as ratios, the steps, the reasons."""
    facts, known = answer.lines[0], _computed(answer)
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "data": {"tariff_vintage": tariff.vintage, "tariff_notice": tariff.notice, "law_day": order.day.isoformat()},
        "hs_code": order.lines[0].hs_code,
        "route": ROUTES[plain(answer.order["route"])],
        "outcome": OUTCOMES[answer.outcome],
        **{name: yuan(plain(facts[name])) if known else None for name in _AMOUNTS},
        **{name: _ratio(plain(facts[fact])) if known else None for name, fact in _RATES.items()},
        "notes": [str(reason) for reason in answer.reasons[0]],
        "reasons": [
            {"code": r.code, "official_code": r.official_code, "message": r.message, "fix": r.fix, "law": r.law}
            for r in _reasons(answer)
        ],
        "steps": [
            {"title": s.title, "amount": s.amount, "working": s.working, "law": s.law, "since": s.since}
            for s in ([*answer.order_steps, *answer.line_steps[0]] if known else ())
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def _reasons(answer: Answer) -> list[Reason]:
    """Why the answer is what it is; the route's reason comes last."""
    return weightiest_first([*answer.order_reasons, *answer.reasons[0]])


def _computed(answer: Answer) -> bool:
    return not any(reason.effect == "refused" for reason in answer.reasons[0])


def _ratio(rate: int) -> str:
    """Basis points as a ratio: 1300 → "0.13"."""
    return f"{rate // 10_000}.{rate % 10_000:04d}".rstrip("0").rstrip(".")
