"""What the three tables of a dossier share: columns that orders have too, the shipment's number, choices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cbec_cli.law.parties import ROLES
from cbec_cli.tables.columns import Column, column

if TYPE_CHECKING:
    from typing import Any

LINES = ("first", "second")
"""First line (一线): from abroad into the zone. Second line (二线): out of the zone to the buyer."""

ROLE_CHOICES = ROLES
"""Roles a party may have; `data/parties.yaml` says what each is, and in which mode it is needed."""

OWN_NAME = ("client", "own")
"""In whose name a broker declares: that of its client, or its own."""


def same(name: str, **changes: Any) -> Column:
    """A column that tables of orders have too; not required unless said."""
    return replace(column(name), **{"required": False, "scope": "line", **changes})


SHIPMENT = Column(
    "shipment_id",
    "Shipment",
    "货物批次号",
    "id",
    "Your own number of the shipment (one declaration); documents and parties refer to it.",
    "货物批次（一份申报）的自编号；单证表和企业表据此对应。",
    "S-2026-0117",
    aliases=("批次号", "票号", "货物编号", "批次", "shipment number", "shipment no", "shipment id"),
    required=True,
)
