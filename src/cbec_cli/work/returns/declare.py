"""The application for a return (CEB625): what its fields say, out of the declaration and the row of the return.

Numbers and times that the sender makes (guid, appTime, copNo, preNo, signature) are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.engine.mask import mask, mask_lookalikes
from cbec_cli.engine.noted import decimal_text
from cbec_cli.law.codes import unit
from cbec_cli.tables.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cbec_cli.work.returns.orders import Order
    from cbec_cli.work.returns.result import Claim, Original

HEAD = (
    *("appType", "customsCode", "orderNo", "ebpCode", "ebpName", "ebcCode", "ebcName"),
    *("logisticsNo", "logisticsCode", "logisticsName", "invtNo"),
    *("buyerIdType", "buyerIdNumber", "buyerName", "buyerTelephone", "agentCode", "agentName", "reason"),
)
"""Elements of InvtRefundHead, edition 202205; all of them are required."""

LINE = ("gnum", "gcode", "gname", "qty", "unit")
"""Elements of InvtRefundList; all of them are required."""

_COLUMN = {each.element: each for each in COLUMNS if each.element in {*HEAD, *LINE}}


@dataclass(frozen=True, slots=True)
class Application:
    """What an application for one line says; made when it is asked for.

    Attributes:
        claim: the row of the return.
        order, line: what was declared.
        personal: whether the buyer's data are shown in full.
    """

    claim: Claim
    order: Order
    line: Original
    personal: bool

    def fields(self) -> tuple[tuple[str, str], ...]:
        """(element, value), head then line, those that the files give."""
        said = self._said()
        return tuple((name, text if self.personal else _masked(name, text)) for name, text in said.items() if text)

    def missing(self) -> tuple[str, ...]:
        """Required elements that no file gives."""
        return tuple(name for name, text in self._said().items() if not text)

    def _said(self) -> dict[str, str]:
        return {**_head(self.claim, self.order, self.line), **_line(self.claim, self.line)}


def _head(claim: Claim, order: Order, line: Original) -> dict[str, str]:
    given: Mapping[str, str] = {
        "appType": "1",
        "orderNo": line.order_no,
        "invtNo": line.invt_no or claim.text("invt_no"),
        "buyerIdType": "1",
        "reason": claim.text("reason"),
    }
    return {name: given[name] if name in given else order.head.get(_COLUMN[name].name, "") for name in HEAD}


def _line(claim: Claim, line: Original) -> dict[str, str]:
    known = unit(line.unit) if line.unit else None
    return {
        "gnum": str(line.line_no),
        "gcode": line.hs_code,
        "gname": line.name,
        "qty": decimal_text(claim.quantity) if claim.quantity else "",
        "unit": known.code if known else line.unit,
    }


def _masked(name: str, text: str) -> str:
    """Personal data masked, and what looks like them in the reason."""
    if name == "reason":
        return mask_lookalikes(text)
    return mask(_COLUMN[name].personal, text) if name in _COLUMN else text
