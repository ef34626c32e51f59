"""What a check of returns found, in the shape reports read it.

Amounts are whole fen, quantities whole hundred-thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cbec_cli.tables.columns import column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from cbec_cli.engine.findings import Finding
    from cbec_cli.law.returns import Window
    from cbec_cli.work.checking.result import CheckResult
    from cbec_cli.work.returns.declare import Application
    from cbec_cli.work.returns.economics import Economics, Summary

Verdict = Literal["not eligible", "undecided", "eligible with warnings", "eligible"]
VERDICTS: tuple[Verdict, ...] = ("not eligible", "undecided", "eligible with warnings", "eligible")
"""The heaviest first."""

TaxEffect = Literal["not levied", "refunded", "stays", "unknown"]
"""What becomes of the tax: never levied, paid and refunded, due as before, or nobody can tell yet."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of a table of returns, as read.

    Attributes:
        file, sheet, row: where it stands.
        texts, days, numbers: canonical column → what the cell says (texts folded; days; amounts, quantities and weights
            in whole hundred-thousandths); cells that are empty or cannot be read are not there.
        lost: canonical columns whose cell cannot be read.
    """

    file: str
    sheet: str
    row: int
    texts: Mapping[str, str]
    days: Mapping[str, date]
    numbers: Mapping[str, int]
    lost: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """A text; "" if there is none."""
        return self.texts.get(name, "")

    def day(self, name: str) -> date | None:
        """A day; None if there is none."""
        return self.days.get(name)

    def number(self, name: str) -> int | None:
        """An amount, a quantity or a weight; None if there is none."""
        return self.numbers.get(name)

    def gives(self, name: str) -> bool:
        """Whether a cell says something."""
        return name in self.texts or name in self.days or name in self.numbers

    @property
    def quantity(self) -> int | None:
        """How much comes back: `return_qty`, else `qty`; None if neither says, or it says nothing comes."""
        given = self.numbers.get("return_qty", self.numbers.get("qty"))
        return given or None

    @property
    def name(self) -> str:
        """Its number, else its row, for people."""
        return self.text("return_no") or f"row {self.row}"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts of a line or of a part of it, in fen, CNY.

    Attributes:
        value: dutiable value, which counts to the buyer's year.
        duty, consumption_tax, vat: payable taxes.
        price: what the buyer paid for the goods, less discounts and coupons; with the tax only where prices include it.
        freight: the line's freight and insurance.
    """

    value: int = 0
    duty: int = 0
    consumption_tax: int = 0
    vat: int = 0
    price: int = 0
    freight: int = 0

    @property
    def tax(self) -> int:
        """All three taxes."""
        return self.duty + self.consumption_tax + self.vat

    def __sub__(self, other: Amounts) -> Amounts:
        """What is left of it."""
        return Amounts(*(getattr(self, name) - getattr(other, name) for name in AMOUNT_NAMES))

    def __add__(self, other: Amounts) -> Amounts:
        """Both together."""
        return Amounts(*(getattr(self, name) + getattr(other, name) for name in AMOUNT_NAMES))


def titled(name: str) -> str:
    """A column as people know it: `released_on (放行日期)`."""
    return f"{name} ({column(name).title_zh})"


AMOUNT_NAMES = ("value", "duty", "consumption_tax", "vat", "price", "freight")


@dataclass(frozen=True, slots=True)
class Original:
    """The declared line a return is about.

    Attributes:
        file, row: where it stands.
        order_no, platform, invt_no: of its order; line_no: its number on the list (gnum).
        sku, hs_code, name, unit: of the goods; quantity: as declared.
        mode: supervision mode, "" if not given.
        declared_on, ordered_on: days, None if not given.
        year: calendar year its value counts to; None if no day says.
        counts: whether it counts to the buyer's year at all (CBEC within the limits, or one article in full tax).
        amounts: of the whole line; None where they cannot be computed, and why_not says why.
        estimated: what had to be assumed to compute them, in words.
        region: province and city of the consignee, no more of the address.
        net_weight: of the line in hundred-thousandths of a kilogram; None if not given.
        office: customs office it was declared at.
    """

    file: str
    row: int
    order_no: str
    platform: str
    invt_no: str
    line_no: int
    sku: str
    hs_code: str
    name: str
    unit: str
    quantity: int
    mode: str
    declared_on: date | None
    ordered_on: date | None
    year: int | None
    counts: bool
    amounts: Amounts | None
    why_not: str = ""
    estimated: str = ""
    region: str = ""
    net_weight: int | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may lawfully be done with the goods.

    Attributes:
        id, name, name_zh, text: see `law.returns.Option`.
        tax: what becomes of the tax.
        ground: legal documents; confidence: how sure they are; ask: the question for customs, "" if it is plain.
    """

    id: str
    name: str
    name_zh: str
    text: str
    tax: TaxEffect
    ground: str
    confidence: str
    ask: str


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One line of a return: the verdict, and what follows from it.

    Attributes:
        claim: the row; original: the declared line, None if it was not found.
        verdict: whether it is eligible; codes: of what stands against it or is warned of, heaviest first.
        findings: all that is told of it, in full.
        released: day of release; window: its days; None if the release is not known.
        application_day, arrival_day: those of the row, else the day asked about.
        missing: facts without which nobody can decide, in words.
        provided: what still has to come true for the verdict to hold, in words.
        share: what the returned quantity makes of the line's amounts, to the fen: the parts of several returns add up
            to the whole. None where it cannot be told.
        before, left: quantity returned before, and left after it.
        tax_effect: what becomes of the tax.
        state: id of the state of the goods, "" if not told.
        choices: what may be done, the return itself first where it is eligible.
        application: what the application (CEB625) says; None if the line was not found.
    """

    claim: Claim
    original: Original | None
    verdict: Verdict
    codes: tuple[str, ...]
    findings: tuple[Finding, ...]
    released: date | None
    window: Window | None
    application_day: date
    arrival_day: date
    missing: tuple[str, ...]
    provided: tuple[str, ...]
    share: Amounts | None
    before: int
    left: int
    tax_effect: TaxEffect
    state: str
    choices: tuple[Choice, ...]
    application: Application | None

    @property
    def declare(self) -> tuple[tuple[str, str], ...]:
        """(element, value) of the application, head then line; personal values masked unless they are wanted."""
        return () if self.application is None else self.application.fields()

    @property
    def not_declared(self) -> tuple[str, ...]:
        """Required elements of the application that no file gives."""
        return () if self.application is None else self.application.missing()

    @property
    def eligible(self) -> bool:
        """Whether nothing stands against it."""
        return self.verdict.startswith("eligible")

    @property
    def tax_back(self) -> int | None:
        """Fen of tax not levied or refunded; 0 if it is not eligible, None if the line or its tax is not known."""
        return self._of_share("tax")

    @property
    def quota_back(self) -> int | None:
        """Fen given back to the buyer's year, that of the order; 0 and None as for the tax."""
        if self.original is not None and not self.original.counts and self.verdict != "undecided":
            return 0
        return self._of_share("value")

    def _of_share(self, name: str) -> int | None:
        if self.original is None or self.verdict == "undecided":
            return None
        if self.verdict == "not eligible":
            return 0
        if self.share is None:
            return None
        found: int = getattr(self.share, name)
        return found

    @property
    def alternatives(self) -> tuple[Choice, ...]:
        """What may be done instead of the return."""
        return tuple(each for each in self.choices if each.id != "return")


PostingState = Literal["posted", "to post", "posted before", "waiting", "not posted"]


@dataclass(frozen=True, slots=True)
class Posting:
    """Quota of one return of one order in the ledger.

    Attributes:
        order_no, platform, return_no: what it is posted under.
        fen: how much; year: the year it goes back to.
        state: what became of it; `waiting` until all of the return is back and decided.
        why: the reason, if it is not posted.
        day: when the last of it arrived. rows: rows of the table it comes from.
    """

    order_no: str
    platform: str
    return_no: str
    fen: int
    year: int | None
    state: PostingState
    why: str = ""
    day: date | None = None
    rows: tuple[int, ...] = ()


@dataclass(slots=True)
class ReturnsResult:
    """Everything a report of returns needs.

    Attributes:
        check: findings, counts and exit status, as every check has them.
        lines: in the order of the rows.
        originals: about the declarations, as `work.result.Result.source` has it. data: what their taxes rest on.
        on: the day asked about. within: days of margin before the end of a window is told.
        summary: all lines together, and by article, reason and province.
        economics: the options of every line in money; None if neither table nor configuration says what they cost.
        postings: what was, or would be, given back in the ledger; none without one.
        close: lets go of the declarations.
    """

    check: CheckResult
    lines: tuple[ReturnLine, ...]
    originals: dict[str, Any]
    data: dict[str, Any]
    on: date
    within: int
    summary: Summary
    economics: Economics | None = None
    postings: tuple[Posting, ...] = ()
    close: Callable[[], None] = field(default=lambda: None)

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many lines have each verdict, the heaviest first."""
        return {verdict: sum(each.verdict == verdict for each in self.lines) for verdict in VERDICTS}

    @property
    def totals(self) -> dict[str, int]:
        """Fen over the lines of which they can be told: tax and quota given back, tax that stays."""
        stays = [each.share.tax for each in self.lines if each.verdict == "not eligible" and each.share is not None]
        return {
            "tax_back": sum(each.tax_back or 0 for each in self.lines),
            "quota_back": sum(each.quota_back or 0 for each in self.lines),
            "tax_lost": sum(stays),
        }

    @property
    def exit_status(self) -> int:
        """1 if something was found at or above the level asked for, or was to be posted and was not."""
        return int(bool(self.check.exit_status) or any(each.state == "not posted" for each in self.postings))
