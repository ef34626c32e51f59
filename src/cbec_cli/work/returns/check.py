"""The check of returns: held against their declarations, counted together, judged, with what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cbec_cli.rules import ALL
from cbec_cli.work.checking.filters import OWN, Filter
from cbec_cli.work.checking.result import SEVERITIES, CheckResult, Sheet
from cbec_cli.work.checking.waivers import described
from cbec_cli.work.dossier.telling import About, Teller
from cbec_cli.work.returns.choices import choices
from cbec_cli.work.returns.claims import about
from cbec_cli.work.returns.costs import Prices, wanted
from cbec_cli.work.returns.counting import before, compare_with_ledger, count, find_repeated, order_of
from cbec_cli.work.returns.declare import Application
from cbec_cli.work.returns.economics import economics, summary_of
from cbec_cli.work.returns.facts import facts_of, missing, money_facts, provided
from cbec_cli.work.returns.held import hold
from cbec_cli.work.returns.judging import OF_ALL, OF_ONE, RULES, Judge, verdict_of
from cbec_cli.work.returns.matching import find
from cbec_cli.work.returns.result import ReturnLine, ReturnsResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from cbec_cli.engine.findings import Finding
    from cbec_cli.tables.source import Source
    from cbec_cli.work.checking.options import CheckOptions
    from cbec_cli.work.returns.counting import Counted
    from cbec_cli.work.returns.declared import Declared
    from cbec_cli.work.returns.held import Held
    from cbec_cli.work.returns.result import Claim, TaxEffect

WITHIN = 7
"""Days of margin before the end of a window, unless the user says otherwise."""

CODES = frozenset(ALL.by_code)
"""Every code that `--select`, `--ignore` and the configuration may name."""

READING = ("cell_unreadable", "code_damaged", "read_with_a_note")
"""Rules of every table that are told of returns too, by name."""


@dataclass(slots=True)
class Table:
    """A table of returns that has been read.

    Attributes:
        source: where it stands. claims: its rows.
        findings: what could not be read; dropped: code → how many more.
    """

    source: Source
    claims: list[Claim]
    findings: list[Finding] = field(default_factory=list)
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Its file."""
        return self.source.name

    @property
    def sheet(self) -> str:
        """Its sheet, "" if the file has none."""
        return self.source.sheet

    @property
    def fields(self) -> dict[str, int]:
        """Canonical column → index of its heading."""
        return self.source.fields

    def heading(self, name: str) -> str:
        """The heading of a column as the user wrote it."""
        return self.source.headings[self.source.fields[name]]


@dataclass(frozen=True, slots=True)
class ReturnsOptions:
    """What a check of returns depends on besides its files.

    Attributes:
        on: the day asked about. within: days of margin before the end of a window.
        check: what is looked for, as in every check.
        tax_in_price: whether prices of the declarations include the taxes.
        prices: what the configuration says that returned goods cost and fetch.
    """

    on: date
    check: CheckOptions
    within: int = WITHIN
    tax_in_price: bool = False
    prices: Prices = field(default_factory=Prices)


def check_returns(
    table: Table,
    originals: Declared,
    options: ReturnsOptions,
    *,
    earlier: Sequence[Claim] = (),
    ledger: Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], Counted]] | None = None,
) -> ReturnsResult:
    """Check returns.

    Args:
        table: the returns.
        originals: the declarations they are about.
        options: what to look for.
        earlier: returns of other files, which count as made before.
        ledger: tells what a ledger knows of orders; None if there is none.
    """
    return _Run(table, originals, options, earlier).result(ledger)


class _Run:
    """One check of one table."""

    def __init__(self, table: Table, originals: Declared, options: ReturnsOptions, earlier: Sequence[Claim]) -> None:
        """Find what every row is about."""
        self._table, self._originals, self._options = table, originals, options
        files = [table.file, *originals.files]
        self._teller = Teller(Filter(options.check, options.on, files))
        claims = [*table.claims, *earlier]
        matches = originals.match(claims)
        orders = originals.orders(each.order for each in matches)
        self._rows = {(row.file, row.row) for order in orders.values() for row in order.rows}
        helds = [
            hold(claim, find(claim, match, orders, originals), options.on)
            for claim, match in zip(claims, matches, strict=True)
        ]
        self._helds, self._earlier = helds[: len(table.claims)], helds[len(table.claims) :]

    def result(self, ledger: Callable[..., Mapping[tuple[str, str], Counted]] | None) -> ReturnsResult:
        """Judge and put together."""
        options = self._options
        self._take()
        self._judge(ledger)
        lines = tuple(self._line(held) for held in self._helds)
        self._waivers()
        prices = options.prices
        found = economics(lines, prices) if wanted(self._table.fields, prices) else None
        return ReturnsResult(
            check=self._check(),
            lines=lines,
            originals=self._originals.about(),
            data=self._originals.data(),
            on=options.on,
            within=options.within,
            summary=summary_of(lines, found, self._originals.sold()),
            economics=found,
            close=self._originals.close,
        )

    def _take(self) -> None:
        """What reading found: of the returns everything, of the declarations what is about orders that come back."""
        for finding in self._table.findings:
            self._teller.take(finding)
        for code, times in self._table.dropped.items():
            self._teller.counts[code] += times
            self._teller.severities["error"] += times
        for finding in self._originals.findings:
            if finding.row is None or (finding.file, finding.row) in self._rows:
                self._teller.take(finding)

    def _judge(self, ledger: Callable[..., Mapping[tuple[str, str], Counted]] | None) -> None:
        helds, options = self._helds, self._options
        judge = Judge(self._teller, self._table, options.on)
        known = before(self._earlier)
        find_repeated(helds, known)
        for held in helds:
            held.facts = facts_of(held, options.on, options.within)
        judge.judge(OF_ONE, helds)
        count(helds, known)
        orders = sorted({order_of(held) for held in helds if held.found.order is not None})
        compare_with_ledger(helds, ledger(orders) if ledger is not None else None)
        for held in helds:
            held.facts |= money_facts(held, tax_in_price=options.tax_in_price)
        judge.judge(OF_ALL, helds)

    def _line(self, held: Held) -> ReturnLine:
        """One line as reports read it."""
        lacks = tuple(missing(held))
        told = tuple(provided(held))
        held.facts.clear()  # nobody asks for them any more, and there are many
        verdict = verdict_of(held, lacks)
        decided = verdict != "undecided"
        codes = held.errors()
        found = held.found
        personal = self._options.check.show_personal_data
        return ReturnLine(
            claim=held.claim,
            original=found.line,
            verdict=verdict,
            codes=tuple(dict.fromkeys(code for code, _ in sorted(held.spoken, key=_heaviest))),
            findings=tuple(held.findings),
            released=held.released,
            window=held.window,
            application_day=held.application,
            arrival_day=held.arrival,
            missing=lacks,
            provided=() if verdict == "not eligible" else told,
            share=held.share,
            before=held.before,
            left=max(0, held.declared - held.before - (held.claim.quantity or 0)),
            tax_effect=_tax_effect(held, codes, decided=decided and found.line is not None),
            state=held.state.id if held.state else "",
            choices=choices(held, codes, self._options.on, decided=decided),
            application=Application(held.claim, found.order, found.line, personal)
            if found.order and found.line
            else None,
        )

    def _waivers(self) -> None:
        """Waivers that have expired, or covered nothing."""
        wanted = self._teller.wanted
        facts = {
            "waivers_expired": len(wanted.expired),
            "expired_waivers": described(wanted.expired),
            "waivers_unused": len(wanted.unused),
            "unused_waivers": described(wanted.unused),
        }
        for rule in ALL:
            if rule.family == OWN and rule.severity and rule.function(*(facts[each] for each in rule.needs)):
                self._teller.tell(rule, facts, About(rows=self._table))

    def _check(self) -> CheckResult:
        """Findings, counts and exit status, as every check has them."""
        teller, table = self._teller, self._table
        teller.findings.sort(
            key=lambda f: (f.file != table.file, f.file, f.row or 0, f.code, f.order_no, f.column, f.message)
        )
        rules = [each for each in (*(ALL.by_name[name] for name in READING), *RULES) if teller.runs(each)]
        return CheckResult(
            kind="returns",
            source=about(table.source, len(table.claims)),
            data=self._data(),
            sheets=self._sheets(),
            findings=teller.findings,
            counts=dict(teller.counts),
            severities={severity: teller.severities[severity] for severity in SEVERITIES},
            rules=tuple(
                replace(each, severity=teller.severity(each)) for each in sorted(rules, key=lambda each: each.code)
            ),
            lines=len(table.claims),
            orders=len({order_of(held) for held in self._helds if held.found.order is not None}),
            keys=dict(teller.keys),
            waived=teller.passed_over["waived"],
            known=teller.passed_over["known"],
            fail_on=self._options.check.fail_on,
        )

    def _sheets(self) -> list[Sheet]:
        own = self._table.source
        table = Sheet(own.name, own.sheet, own.heading_row, own.headings, dict(own.fields), len(self._table.claims))
        return [table, *self._originals.sheets()]

    def _data(self) -> dict[str, Any]:
        options = self._options
        return {
            "settings": {
                "on": options.on.isoformat(),
                "within": options.within,
                "check": options.check.stated(),
            },
            "assumptions": list(self._assumed()),
        }

    def _assumed(self) -> list[str]:
        """What had to be assumed for the whole table."""
        said = ["day 1 is taken as the day after release; a last day that is a day off is not moved on"]
        waiting = sum(not held.applied for held in self._helds)
        if waiting:
            said.append(f"{waiting:,} not applied for yet: judged as if applied for on {self._options.on}")
        lost = sum(held.line is None for held in self._earlier)
        if lost:
            said.append(f"{lost:,} earlier returns belong to no line of the declarations and count for nothing")
        return said


def _heaviest(spoken: tuple[str, str]) -> int:
    return SEVERITIES.index(spoken[1]) if spoken[1] in SEVERITIES else len(SEVERITIES)


def _tax_effect(held: Held, codes: frozenset[str], *, decided: bool) -> TaxEffect:
    if not decided:
        return "unknown"
    if codes:
        return "stays"
    return "refunded" if held.settled else "not levied"
