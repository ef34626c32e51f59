"""What returns are held against: declarations, or where there are none the orders that a ledger knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from cbec_cli.work.returns.orders import Match, Order
from cbec_cli.work.returns.originals import nowhere
from cbec_cli.work.returns.sold import Sold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import Sheet
    from cbec_cli.work.returns.counting import Counted
    from cbec_cli.work.returns.orders import Row
    from cbec_cli.work.returns.result import Claim, Original


class Declared(Protocol):
    """What a check of returns asks of declarations; see `originals.Originals`."""

    @property
    def files(self) -> list[str]:
        """Names of the files."""

    @property
    def findings(self) -> list[Finding]:
        """What reading found."""

    def match(self, claims: Sequence[Claim]) -> list[Match]:
        """The order of each return."""

    def orders(self, wanted: Iterable[int]) -> dict[int, Order]:
        """The orders of some indexes."""

    def line(self, order: Order, row: Row) -> Original:
        """One line as it was declared."""

    def about(self) -> dict[str, Any]:
        """Where the lines come from."""

    def data(self) -> dict[str, Any]:
        """What their taxes rest on."""

    def sheets(self) -> list[Sheet]:
        """The tables they stand in."""

    def sold(self) -> Sold:
        """How much was declared in all."""

    def close(self) -> None:
        """Let go of what was kept of them."""


class OfLedger:
    """Orders that a ledger knows: by platform and number, with neither lines nor taxes."""

    def __init__(
        self, known: Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], Counted]], platform: str = ""
    ) -> None:
        """Nothing is asked yet.

        Args:
            known: tells which of some orders the ledger knows.
            platform: code of the platform of returns that do not name it.
        """
        self._known, self._platform = known, platform
        self.files: list[str] = []
        self.findings: list[Finding] = []

    def match(self, claims: Sequence[Claim]) -> list[Match]:
        """Its order by platform and number; a ledger does not know the numbers of lists."""
        names = [(claim.text("ebp_code") or self._platform, claim.text("order_no")) for claim in claims]
        known = self._known(sorted({name for name in names if name[1]}))
        self._orders = {name: i for i, name in enumerate(known)}
        return [self._match(claim, name) for claim, name in zip(claims, names, strict=True)]

    def _match(self, claim: Claim, name: tuple[str, str]) -> Match:
        if not name[1] and claim.text("invt_no"):
            return Match(-1, "the ledger knows orders by their own number alone", "give order_no, or --original FILE")
        return Match(self._orders[name]) if name in self._orders else nowhere(claim, {})

    def orders(self, wanted: Iterable[int]) -> dict[int, Order]:
        """Orders without lines."""
        names = list(self._orders)
        return {i: Order(head={"ebp_code": names[i][0], "order_no": names[i][1]}) for i in set(wanted) if i >= 0}

    def line(self, order: Order, row: Row) -> Original:
        """There is none.

        Raises:
            LookupError: always.
        """
        raise LookupError(f"no line {row.number} of {order.head['order_no']}")

    def about(self) -> dict[str, Any]:
        """No files."""
        return {"files": [], "lines": 0}

    def data(self) -> dict[str, Any]:
        """No taxes."""
        return {"assumptions": ["no declarations given: lines, taxes and amounts are not known"]}

    def sheets(self) -> list[Sheet]:
        """No tables."""
        return []

    def sold(self) -> Sold:
        """Nothing: a ledger knows no quantities."""
        return Sold()

    def close(self) -> None:
        """Nothing was kept."""
