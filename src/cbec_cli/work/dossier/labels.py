"""What a shipment's row says of its label, e-label and notice, as the facts of the LBL rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.law.labels import label_elements, label_sources
from cbec_cli.rules.judges.label_texts import says_it_is_absent, says_its_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cbec_cli.law.documents import Requirement
    from cbec_cli.work.dossier.shipments import Shipment

ABOUT = {
    "chinese_label_incomplete": "chinese_label",
    "chinese_label_not_stated": "chinese_label",
    "content_or_date_written_wrongly": "chinese_label",
    "health_statement_missing": "chinese_label",
    "e_label_named_as_none": "e_label",
    "risk_notice_lacks_a_point": "risk_notice",
}
"""Rule → the type of document that its finding is about."""

_CELLS = ("label_statement", "label_net_content", "label_production_date", "label_best_before")
_ASKED = ("required", "unsure")
_HEALTH_FOOD = "health_food"


def label_facts(shipment: Shipment, asked: Mapping[str, Requirement]) -> dict[str, Any]:
    """The facts of one shipment.

    Args:
        shipment: it.
        asked: type of document → what the law says of it.
    """
    cells = shipment.row
    goods = {each.id for each in shipment.categories}
    elements = label_elements(goods, shipment.declared.day)
    described = any(name.startswith("label_") and name != "label_zh" for name in cells.cells)
    absent = [what for name, what in elements.items() if says_it_is_absent(cells.text(name))]
    blank = [what for name, what in elements.items() if name not in cells.cells]
    denied = says_it_is_absent(cells.text("label_zh"))
    return {
        "label_required": _is_asked(asked, "chinese_label"),
        "label_denied": denied or bool(absent),
        "label_lacks": "no Chinese label (中文标签)" if denied else "; ".join(absent),
        "label_described": described and not denied,
        "elements_blank": len(blank),
        "label_blanks": "; ".join(blank),
        "e_label_required": _is_asked(asked, "e_label"),
        "e_label": cells.text("e_label"),
        "risk_notice_required": _is_asked(asked, "risk_notice"),
        "risk_notice": cells.text("risk_notice"),
        "is_health_food": _HEALTH_FOOD in goods,
        **{name: cells.text(name) for name in _CELLS},
    }


def label_law(shipment: Shipment) -> str:
    """The legal documents that say what the label of a shipment's goods must say."""
    return "; ".join(label_sources({each.id for each in shipment.categories}, shipment.declared.day))


def unseen_notice(shipment: Shipment) -> bool:
    """Whether a notice is needed and named but not quoted, so that its points cannot be judged."""
    text = shipment.row.text("risk_notice")
    needed = any(each.type.id == "risk_notice" and each.state in _ASKED for each in shipment.requirements)
    return needed and bool(text) and not says_its_words(text) and not says_it_is_absent(text)


def _is_asked(asked: Mapping[str, Requirement], kind: str) -> bool:
    return kind in asked and asked[kind].state in _ASKED
