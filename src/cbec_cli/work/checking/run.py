"""Run every check over an inspected batch: flags by columns, findings for those that speak, the rest counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.findings import Finding
from cbec_cli.engine.threads import in_order
from cbec_cli.rules import ALL
from cbec_cli.tables.facts import DAMAGED, UNREADABLE
from cbec_cli.work.checking.baseline import content_key
from cbec_cli.work.checking.result import SEVERITIES
from cbec_cli.work.checking.tell import Teller
from cbec_cli.work.plan import LINE_CHECKS, ORDER_CHECKS, START

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from cbec_cli.engine.register import Rule
    from cbec_cli.work.checking.filters import Filter
    from cbec_cli.work.checking.inspection import Inspection
    from cbec_cli.work.checking.line_facts import LineFacts

MOST_ROWS = 300
"""Rows that one finding lists."""

READERS = frozenset(("DAT001", "DAT005", "DAT006"))
"""Codes that the reader tells with the place of the cell; the rules of these names only explain them."""

_READ = {"DAT001": UNREADABLE, "DAT005": DAMAGED}
"""Code of the reader → its bit on a line."""

GROUPED_BY = {
    **dict.fromkeys(("buyer", "buyer_day", "buyer_cap"), "buyer_id"),
    "phone": "buyer_phone",
    "consignee_phone": "consignee_phone",
    "address": "consignee_address",
    "logistics_no": "logistics_no",
    "message_id": "message_id",
    "sku": "sku",
    "name": "name",
    "order": "order_no",
}
"""Group → the column its members share; with the code it is what a baseline knows them by."""

_COSTED_LINES = {check.name: bit for bit, check in enumerate(LINE_CHECKS)}
_COSTED_ORDERS = {check.name: bit for bit, check in enumerate(ORDER_CHECKS)}
_END = date.max.toordinal()

Flags = dict[str, "NDArray[np.bool_]"]


@dataclass(slots=True)
class Tally:
    """Findings kept and counted; where `keys` is given, how often each key was found is counted too."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] | None = None


class Run:
    """One run of the rules over one inspection.

    Lines and orders carry a bit for each rule told of them, from which reports make their column of codes.
    """

    def __init__(self, inspection: Inspection, wanted: Filter, tally: Tally) -> None:
        """Pick the rules that this kind of table is checked by."""
        self.inspection, self._filter, self._tally = inspection, wanted, tally
        self._teller = Teller(inspection)
        every = [rule for rule in ALL if rule.severity and inspection.kind in rule.kinds]
        self.rules = tuple(rule for rule in every if wanted.runs(rule))
        asked = {code for rule in self.rules for code in (rule.code, *rule.unless)}
        self._computed = tuple(rule for rule in every if rule.code in asked)
        self.line_rules = tuple(r for r in self.rules if r.scope == "line" and r.code not in READERS)
        self.order_rules = tuple(r for r in self.rules if r.scope in ("order", "buyer"))
        self.file_rules = tuple(r for r in self.rules if r.scope == "file" and r.code not in READERS)
        self._absent: Counter[str] = Counter()
        self._groups: dict[str, _Group] = {}
        self._of_orders: Flags = {}
        self._first_day = max(int(inspection.batch.orders.day.min(initial=_END)), START.toordinal())
        self.order_bits = np.zeros(inspection.batch.orders.count, np.int64)

    def __call__(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Check everything."""
        flags = self._orders()
        self._of_orders = {name: flag for name, flag in flags.items() if name in self._asked_for()}
        for facts, found in in_order(self._lines, range(self.inspection.batch.spool.count)):
            self._tell_lines(facts, found)
            progress(len(facts.order))
        self._tell_groups()
        for name, times in self._absent.items():
            self._tell_absent(ALL.by_name[name], times)

    def codes_of(self, line: int, order: int, reader: int) -> tuple[str, int]:
        """The codes that bits of a line, its order and its cells stand for, and the index of the heaviest severity."""
        told = [rule for bit, rule in enumerate(self.line_rules) if line >> bit & 1]
        told += [rule for bit, rule in enumerate(self.order_rules) if order >> bit & 1]
        told += [rule for rule in self.rules if _READ.get(rule.code, 0) & reader]
        worst = min((SEVERITIES.index(self._severity(rule)) for rule in told), default=len(SEVERITIES))
        return " ".join(sorted({rule.code for rule in told})), worst

    # -- orders --------------------------------------------------------------------------------------------------

    def _orders(self) -> Flags:
        """Flags of all rules on orders; what is filtered out is computed only where another rule asks."""
        inspection = self.inspection
        orders = inspection.batch.orders
        facts = _Facts(inspection.plain, inspection.order_facts, orders.facts)
        flags: Flags = {}
        for rule in self._computed:
            if rule.scope not in ("order", "buyer"):
                continue
            if (bit := _COSTED_ORDERS.get(rule.name)) is not None:
                flag = (inspection.batch.order_flags >> bit & 1).astype(np.bool_)
            else:
                ALL.compute(facts, rule.name)
                flag = np.broadcast_to(np.asarray(facts[rule.name], np.bool_), orders.count)
            flags[rule.name] = self._in_force(rule, flag, orders.day)
        for rule in self._computed:  # what a costing says of lines silences rules on their orders too
            if rule.scope == "line" and (bit := _COSTED_LINES.get(rule.name)) is not None:
                flags[rule.name] = (inspection.batch.line_flags >> bit & 1).astype(np.bool_)
        flags = _unless(self._computed, flags, facts)
        for bit, rule in enumerate(self.order_rules):
            flag = flags[rule.name]
            if not flag.any():
                continue
            at = np.flatnonzero(flag)
            if self.is_absent(rule):
                self._absent[rule.name] += len(at)
                continue
            self.order_bits |= flag.astype(np.int64) << bit
            if rule.scope == "buyer":
                self._group(rule).add(facts[f"group_{rule.group or 'buyer'}"][at], inspection.sums.first[at])
            else:
                self._tell(rule, at, lambda i, rule=rule: self._of_order(rule, i))  # type: ignore[misc]
        return {rule.name: flags[rule.name] for rule in self._computed if rule.scope in ("order", "buyer")}

    def _in_force(self, rule: Rule, flag: NDArray[np.bool_], day: NDArray[np.int64]) -> NDArray[np.bool_]:
        since = date.fromisoformat(rule.since).toordinal()
        if since > self._first_day:
            flag = flag & (day >= since)
        return flag & (day <= date.fromisoformat(rule.until).toordinal()) if rule.until else flag

    # -- lines ---------------------------------------------------------------------------------------------------

    def _lines(self, number: int) -> tuple[LineFacts, Flags]:
        """Flags of wanted rules on the lines of a chunk. Nothing of the run changes: chunks are done side by side."""
        facts = self.inspection.line_facts(number)
        length, day = len(facts.order), self.inspection.batch.orders.day[facts.order]
        flags: Flags = {name: flag[facts.order] for name, flag in self._of_orders.items()}
        costed = facts["flags"]
        for rule in self._computed:
            if rule.scope != "line" or rule.code in READERS:
                continue
            if (bit := _COSTED_LINES.get(rule.name)) is not None:
                flag = (costed >> bit & 1).astype(np.bool_)
            else:
                ALL.compute(facts, rule.name)
                flag = np.broadcast_to(np.asarray(facts[rule.name], np.bool_), length)
            flags[rule.name] = self._in_force(rule, flag, day)
        return facts, _unless(self._computed, flags)

    def _tell_lines(self, facts: LineFacts, flags: Flags) -> None:
        """Findings of a chunk, and a bit for each rule that speaks on a line."""
        bits = np.zeros(len(facts.order), np.int64)
        for bit, rule in enumerate(self.line_rules):
            flag = flags[rule.name]
            if not flag.any():
                continue
            at = np.flatnonzero(flag)
            if self.is_absent(rule):
                self._absent[rule.name] += len(at)
                continue
            bits |= flag.astype(np.int64) << bit
            if rule.group:
                self._group(rule).add(facts[f"group_{rule.group}"][at], self.inspection.said.starts[facts.number] + at)
            else:
                self._tell(rule, at, lambda i, rule=rule: self._teller.line(rule, self._severity(rule), facts, i))  # type: ignore[misc]
        self.inspection.batch.spool.put(facts.number, "found", {"bits": bits})

    def _asked_for(self) -> set[str]:
        """Names of order rules that silence a line rule."""
        codes = {code for rule in self.line_rules for code in rule.unless}
        return {rule.name for rule in self._computed if rule.scope != "line" and rule.code in codes}

    # -- telling -------------------------------------------------------------------------------------------------

    def _severity(self, rule: Rule) -> str:
        return self._filter.severity(rule)

    def is_absent(self, rule: Rule) -> bool:
        """Whether the file has none of the columns a finding could mark."""
        fields = self.inspection.batch.sources[0].fields
        return bool(rule.columns) and not any(name in fields for name in (*rule.columns, *rule.judges))

    def _tell(self, rule: Rule, at: NDArray[np.intp], make: Callable[[int], Finding]) -> None:
        """Count all, make those there is room for; each one is made where it may be waived or known already."""
        if self._plain(rule):
            room = self._room(rule, len(at))
            self._tally.findings += [make(i) for i in at[:room].tolist()]
            return
        for i in at.tolist():
            self.keep(make(i))

    def _plain(self, rule: Rule) -> bool:
        """Whether findings may be counted without being made."""
        return self._tally.keys is None and self._filter.plain(rule.code)

    def count_only(self, rule: Rule, times: int) -> None:
        """Count findings that were not made."""
        if times > 0:
            self._tally.counts[rule.code] += times
            self._tally.severities[self._severity(rule)] += times

    def _room(self, rule: Rule, times: int) -> int:
        """Count findings of a rule; gives how many of them may be kept."""
        tally = self._tally
        room = max(0, self._filter.options.max_findings - tally.counts[rule.code])
        tally.counts[rule.code] += times
        tally.severities[self._severity(rule)] += times
        return min(room, times)

    def keep(self, finding: Finding) -> None:
        """Count a finding and keep it, unless the user has said that it may stay."""
        tally = self._tally
        of_line = bool(finding.line_no) or not finding.order_no
        skus = (text for heading, text, _ in finding.excerpt if of_line and heading == self._sku_heading)
        sku = next(skus, "")
        why = self._filter.why_not(finding.code, file=finding.file, sku=sku, order_no=finding.order_no, key=finding.key)
        if why:
            tally.passed_over[why] += 1
            return
        if tally.keys is not None:
            tally.keys[finding.key] += 1
        tally.counts[finding.code] += 1
        tally.severities[finding.severity] += 1
        if tally.counts[finding.code] <= self._filter.options.max_findings:
            tally.findings.append(finding)

    @property
    def _sku_heading(self) -> str:
        source = self.inspection.batch.sources[0]
        return source.headings[source.fields["sku"]] if "sku" in source.fields else ""

    def _group(self, rule: Rule) -> _Group:
        return self._groups.setdefault(rule.name, _Group())

    def _tell_groups(self) -> None:
        """One finding for all lines or orders of a group, at the first of them; chunk by chunk, for all rules."""
        told: list[tuple[int, Rule, NDArray[np.int64], bool]] = []
        for name, group in self._groups.items():
            rule, members = ALL.by_name[name], group.members()
            plain = self._plain(rule)
            room = self._room(rule, len(members)) if plain else len(members)
            told += [(int(lines[0]), rule, lines, plain) for lines in members[:room]]
        for _, rule, lines, plain in sorted(told, key=lambda each: each[0]):
            finding = self._of_group(rule, lines)
            if plain:
                self._tally.findings.append(finding)
            else:
                self.keep(finding)

    def _of_group(self, rule: Rule, lines: NDArray[np.int64]) -> Finding:
        number, i = self.inspection.place(int(lines[0]))
        facts = self._teller.facts_of(number)
        if rule.scope == "line":
            finding = self._teller.line(rule, self._severity(rule), facts, i)
        else:
            finding = self._teller.order(rule, self._severity(rule), int(facts.order[i]))
        if rule.scope != "line":
            orders = [self.inspection.order_of(line) for line in lines[:MOST_ROWS].tolist()]
            lines = np.concatenate([self.inspection.lines_of_order(order) for order in orders])
        shared = GROUPED_BY[rule.group or "buyer"]
        about = self._teller.masked(shared, self._teller.cell(facts, i, shared))
        key = content_key(rule.code, finding.file, "", "", "", f"{rule.clause} {about}")
        return replace(finding, rows=self._rows(lines), key=key)

    def _rows(self, lines: NDArray[np.int64]) -> tuple[int, ...]:
        """The rows of some lines where there are several; the first few hundred."""
        return tuple(map(self.inspection.row, lines[:MOST_ROWS].tolist())) if len(lines) > 1 else ()

    def _of_order(self, rule: Rule, order: int) -> Finding:
        finding = self._teller.order(rule, self._severity(rule), order)
        return replace(finding, rows=self._rows(self.inspection.lines_of_order(order)))

    def _tell_absent(self, rule: Rule, times: int) -> None:
        """A column the file does not have is one finding for the file."""
        from cbec_cli.tables.columns import column  # noqa: PLC0415 -- only this needs it

        source = self.inspection.batch.sources[0]
        wanted = column(rule.columns[0])
        of_what = "orders" if rule.scope != "line" else "lines"
        self.keep(
            Finding(
                rule.code,
                self._severity(rule),  # type: ignore[arg-type]  # checked where settings are read
                f"{rule.title}: the file has no column {wanted.title_zh} ({wanted.name}); {of_what} concerned: {times}",
                f"add the column {wanted.title_zh} ({wanted.name}), or name yours with --map",
                rule.source,
                file=source.name,
                sheet=source.sheet,
                official_code=rule.official_code,
                key=content_key(rule.code, source.name, "", "", "", wanted.name),
            )
        )


class _Group:
    """Lines by the group they are told for; −1 stands alone."""

    def __init__(self) -> None:
        self._groups: list[NDArray[np.int64]] = []
        self._lines: list[NDArray[np.int64]] = []

    def add(self, groups: NDArray[Any], lines: NDArray[Any]) -> None:
        """Lines and their groups."""
        self._groups.append(np.asarray(groups, np.int64))
        self._lines.append(np.asarray(lines, np.int64))

    def members(self) -> list[NDArray[np.int64]]:
        """The lines of each group, in the order of their first lines."""
        groups, lines = np.concatenate(self._groups), np.concatenate(self._lines)
        groups = np.where(groups < 0, -1 - lines, groups)  # stands alone
        place = np.lexsort((lines, groups))
        starts = np.flatnonzero(np.diff(groups[place], prepend=groups[place][:1] - 1))
        pieces = np.split(lines[place], starts[1:])
        return [pieces[i] for i in np.argsort(lines[place][starts], kind="stable").tolist()]


class _Facts(dict[str, Any]):
    """Facts of orders: given, or in one of some tables."""

    def __init__(self, *tables: dict[str, Any]) -> None:
        super().__init__()
        for table in reversed(tables):
            self.update(table)


def _unless(rules: tuple[Rule, ...], flags: Flags, facts: Mapping[str, Any] | None = None) -> Flags:
    """Flags without those that another rule has said already: of the line or order, or of anything in its group."""
    by_code: dict[str, list[str]] = {}
    for rule in rules:
        by_code.setdefault(rule.code, []).append(rule.name)
    found = dict(flags)
    for rule in rules:
        if rule.name not in flags:
            continue
        for code in rule.unless:
            for name in by_code.get(code, ()):
                if name in flags and name != rule.name:
                    said = flags[name]
                    if facts is not None and rule.group and said.any():
                        group = facts[f"group_{rule.group}"]
                        said = said | ((group >= 0) & np.isin(group, group[said]))
                    found[rule.name] = found[rule.name] & ~said
    return found
