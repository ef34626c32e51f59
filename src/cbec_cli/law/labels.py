"""What the Chinese label of goods must say: `data/labels.yaml`, by category of goods and day.

The shipped file is trusted as it stands, because the test suite checks exactly that file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.places import data_file
from cbec_cli.law.goods_data import Stated

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class LabelRule:
    """What some goods' labels must say.

    Attributes:
        categories: ids of the goods; but_not: goods it does not hold for.
        elements: column of a dossier → what it holds, for people.
        stated: source, confidence and days.
    """

    categories: tuple[str, ...]
    but_not: tuple[str, ...]
    elements: Mapping[str, str]
    stated: Stated


@cache
def label_rules() -> tuple[LabelRule, ...]:
    """All of the file, read when first asked for."""
    import yaml  # noqa: PLC0415 -- start-up

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast
    data: Mapping[str, Any] = yaml.load(data_file("labels.yaml").read_bytes(), Loader=loader)  # noqa: S506 -- both loaders are safe ones
    return tuple(
        LabelRule(
            tuple(entry["categories"]),
            tuple(entry.get("but_not", ())),
            dict(entry["elements"]),
            Stated(entry["source"], entry["confidence"], entry["since"], entry.get("until"), entry.get("note", "")),
        )
        for entry in data["labels"]
    )


def label_elements(categories: Collection[str], day: date) -> dict[str, str]:
    """Column of a dossier → what the label of goods of these categories must say there on a day."""
    found: dict[str, str] = {}
    for each in label_rules():
        holds = any(name in categories for name in each.categories) and each.stated.holds(day)
        if holds and not any(name in categories for name in each.but_not):
            for column, what in each.elements.items():
                known = found.get(column)
                found[column] = what if known is None or known == what else f"{known}, {what}"
    return found


def label_sources(categories: Collection[str], day: date) -> tuple[str, ...]:
    """The legal documents behind `label_elements`."""
    return tuple(
        dict.fromkeys(
            each.stated.source
            for each in label_rules()
            if any(name in categories for name in each.categories)
            and not any(name in categories for name in each.but_not)
            and each.stated.holds(day)
        )
    )
