"""From files to a `CheckResult`: tables of the same headings are checked together, the others one by one."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding
from cbec_cli.engine.today import today
from cbec_cli.tables.columns import column
from cbec_cli.work.checking.baseline import content_key
from cbec_cli.work.checking.filters import OWN, Filter
from cbec_cli.work.checking.inspection import Inspection
from cbec_cli.work.checking.order_facts import absent_mode_fields
from cbec_cli.work.checking.result import SEVERITIES, CheckedChunk, CheckResult, Sheet
from cbec_cli.work.checking.run import READERS, Run, Tally
from cbec_cli.work.checking.waivers import described
from cbec_cli.work.messages import speak
from cbec_cli.work.summary import data_of, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cbec_cli.engine.register import Kind, Rule
    from cbec_cli.law.dated import Law
    from cbec_cli.law.tariff import Tariff
    from cbec_cli.tables.source import Source
    from cbec_cli.work.checking.options import CheckOptions
    from cbec_cli.work.listener import Years
    from cbec_cli.work.settings import Settings

OF_DECLARATIONS = frozenset(("order_no", "buyer_id", "logistics_no"))
"""A table with one of these columns is a batch of declarations, else a catalogue: catalogues have a serial number
(序号), a stock (数量) and the mode the goods are meant for too."""

VITAL: Mapping[Kind, tuple[str, ...]] = {"catalog": ("name", "hs_code")}
"""Columns that must be there. A declaration needs all that its list needs; a catalogue is checked for what it has."""

ALTERNATIVES = {"unit_price": "total_price", "total_price": "unit_price"}
"""Column → the one that may stand for it."""


def kind_of(fields: Mapping[str, int]) -> Kind:
    """What a table is, told from its headings."""
    return "declarations" if OF_DECLARATIONS & fields.keys() else "catalog"


class Checker:
    """Takes tables one after the other, then gives one result for all."""

    def __init__(
        self,
        law: Law,
        tariff: Tariff,
        settings: Settings,
        options: CheckOptions,
        *,
        with_keys: bool = False,
        years: Callable[[], Years] | None = None,
    ) -> None:
        """Nothing read yet.

        Args:
            law: figures by day.
            tariff: rates by code and day.
            settings: what the user has set.
            options: which rules speak, and how loud.
            with_keys: count every finding by its key, for a baseline.
            years: makes what knows the buyers' years, in place of what a table says.
        """
        self._years = years
        self._with_keys = with_keys
        self._about = law, tariff, settings, options
        self._options = options
        self._inspections: dict[tuple[Kind, tuple[str, ...]], Inspection] = {}

    def read(self, source: Source, kind: Kind | None = None, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read a table; `kind` as it is told, else as its headings tell.

        Raises:
            CannotRun: the table has been read already.
        """
        known = {(_resolved(each.name), each.sheet) for each in self._sources()}
        if (_resolved(source.name), source.sheet) in known:
            raise CannotRun(f"{source.name}: given twice", "give each file once")
        key = kind or kind_of(source.fields), source.headings
        inspection = self._inspections.get(key)
        if inspection is None:
            inspection = self._inspections[key] = Inspection(
                *self._about, key[0], self._years() if self._years else None
            )
        inspection.read(source, progress)

    @property
    def lines(self) -> int:
        """How many lines have been read."""
        return sum(each.said.starts[-1] for each in self._inspections.values())

    def _sources(self) -> list[Any]:
        return [source for each in self._inspections.values() for source in each.batch.sources]

    def result(self, progress: Callable[[int], None] = lambda _: None) -> CheckResult:
        """Settle and check everything read.

        Raises:
            CannotRun: no table has a line below its headings.
        """
        tally = Tally(keys=Counter() if self._with_keys else None)
        wanted = Filter(self._options, today(), [source.name for source in self._sources()])
        runs = []
        for inspection in self._inspections.values():
            if not inspection.batch.spool.count:
                raise CannotRun(
                    f"{inspection.batch.sources[0].name}: no lines below the headings", "fill in at least one line"
                )
            inspection.settle()
            run = Run(inspection, wanted, tally)
            run(progress)
            _FileRules(run, wanted)()
            runs.append((inspection, run))
        _waiver_rules(runs[0][1], wanted)
        return _result(runs, tally, wanted, self._options)


_HEADINGS_SHOWN = 12


def _resolved(name: str) -> str:
    """A file by the one name it has, however it was called."""
    return os.path.realpath(name)


class _FileRules:
    """What is said once for the file."""

    def __init__(self, run: Run, wanted: Filter) -> None:
        self._run, self._filter = run, wanted
        self._inspection = run.inspection
        self._source = self._inspection.batch.sources[0]

    def __call__(self) -> None:
        """The reader's findings, absent columns, and the rules on files."""
        self._readers()
        self._vital()
        self._mode_fields()
        facts = {**self._inspection.plain, **self._silent()}
        for rule in self._run.file_rules:
            if rule.family != OWN:
                self.speak(rule, facts)

    def _readers(self) -> None:
        """What the reader found in cells and headings, and the headings nobody understood."""
        rules = {rule.code: rule for rule in self._run.rules if rule.code in READERS}
        findings = self._inspection.batch.findings
        for found in (*findings.kept, *self._unread()):
            if rule := rules.get(found.code):
                key = content_key(found.code, found.file, found.order_no, found.line_no, "", found.message)
                severity = self._filter.severity(rule)
                self._run.keep(replace(found, severity=severity, key=key, law=found.law or rule.source))
        kept = Counter(found.code for found in findings.kept)
        for code, rule in rules.items():
            self._run.count_only(rule, findings.counts[code] - kept[code])

    def speak(self, rule: Rule, facts: Mapping[str, Any], file: str = "") -> None:
        """Tell a rule on the file if it speaks; `file` if it is about another one."""
        if not rule.function(*(facts[need] for need in rule.needs)):
            return
        reason = speak(rule, facts.__getitem__)
        self._run.keep(
            Finding(
                rule.code,
                self._filter.severity(rule),
                reason.message,
                reason.fix,
                reason.law,
                file=file or self._source.name,
                sheet="" if file else self._source.sheet,
                key=content_key(rule.code, file or self._source.name, "", "", "", ""),
            )
        )

    def _silent(self) -> dict[str, Any]:
        """Rules that cannot speak because the file lacks their columns."""
        speaking = {rule.code for rule in self._run.rules if not self._run.is_absent(rule)}
        silent = [rule for rule in self._run.rules if rule.code not in speaking]
        columns = sorted({rule.columns[0] for rule in silent})
        return {
            "table_kind": self._inspection.kind,
            "rules_silent": len({rule.code for rule in silent}),
            "silent_rules": ", ".join(sorted({rule.code for rule in silent})),
            "absent_columns": ", ".join(f"{column(name).title_zh} ({name})" for name in columns),
        }

    def _unread(self) -> list[Finding]:
        """One note on headings that no column is read from."""
        source = self._source
        unread = [name for i, name in enumerate(source.headings) if name.strip() and i not in source.fields.values()]
        if not unread:
            return []
        shown = ", ".join(unread[:_HEADINGS_SHOWN]) + (" …" if len(unread) > _HEADINGS_SHOWN else "")
        fix = f"if one of them is a column cbec knows, say so: --map '{unread[0]}=buyer_phone'"
        return [
            Finding("DAT006", "note", f"headings that are not read: {shown}", fix, file=source.name, sheet=source.sheet)
        ]

    def _vital(self) -> None:
        """Columns that every declaration, or every product, needs and the file does not have: told together."""
        fields = self._source.fields
        wanted = VITAL.get(self._inspection.kind) or self._inspection.needed
        absent = [name for name in wanted if name not in fields and ALTERNATIVES.get(name) not in fields]
        rule = next((rule for rule in self._run.rules if rule.code == "DAT002"), None)
        if rule is None or not absent:
            return
        titles = ", ".join(f"{column(name).title_zh} ({name})" for name in absent)
        self._run.keep(
            Finding(
                rule.code,
                self._filter.severity(rule),
                f"the file has no column for what each line needs: {titles}",
                f"add them (`cbec template {self._inspection.kind}` has all), or name yours with --map",
                rule.source,
                file=self._source.name,
                sheet=self._source.sheet,
                key=content_key(rule.code, self._source.name, "", "", "", titles),
            )
        )

    def _mode_fields(self) -> None:
        """A column that the mode of some orders asks for."""
        for name, mode, orders in absent_mode_fields(self._inspection.order_facts, self._inspection.said):
            self._column_missing(
                "DEC005",
                name,
                f"orders of mode {mode} need the column {{column}}, which the file lacks (orders: {orders})",
            )

    def _column_missing(self, code: str, name: str, message: str) -> None:
        rule = next((rule for rule in self._run.rules if rule.code == code), None)
        if rule is None:
            return
        titled = f"{column(name).title_zh} ({name})"
        self._run.keep(
            Finding(
                code,
                self._filter.severity(rule),
                message.format(column=titled),
                f"add the column {titled}, or name yours with --map",
                rule.source,
                file=self._source.name,
                sheet=self._source.sheet,
                column=titled,
                official_code=rule.official_code,
                key=content_key(code, self._source.name, "", "", "", name),
            )
        )


def _waiver_rules(run: Run, wanted: Filter) -> None:
    """Waivers that have expired, or covered nothing."""
    facts = {
        "waivers_expired": len(wanted.expired),
        "expired_waivers": described(wanted.expired),
        "waivers_unused": len(wanted.unused),
        "unused_waivers": described(wanted.unused),
    }
    for rule in run.file_rules:
        if rule.family == OWN:
            _FileRules(run, wanted).speak(rule, facts, str(wanted.options.config or ""))


def _result(runs: list[tuple[Inspection, Run]], tally: Tally, wanted: Filter, options: CheckOptions) -> CheckResult:
    """Everything together, findings by file, row and code."""
    sheets = [sheet for inspection, _ in runs for sheet in _sheets(inspection)]
    place = {(sheet.file, sheet.sheet): i for i, sheet in enumerate(sheets)}
    findings = sorted(
        tally.findings, key=lambda f: (place.get((f.file, f.sheet), -1), f.row or 0, f.code, f.column, f.message)
    )
    first, run = runs[0]
    source = source_of(first.batch)
    source["files"] = [sheet.file for sheet in sheets]
    source["lines"] = sum(sheet.lines for sheet in sheets)
    data = data_of(first.batch)
    data["positive_list"] = first.codes.list_state
    if len(runs) > 1:
        data["assumptions"].append("files of different headings are checked one by one: limits do not run across them")
    rules = tuple(replace(rule, severity=wanted.severity(rule)) for rule in run.rules)
    return CheckResult(
        kind=first.kind,
        source=source,
        data=data,
        sheets=sheets,
        findings=findings,
        counts=dict(tally.counts),
        severities={severity: tally.severities[severity] for severity in SEVERITIES},
        rules=tuple(sorted(rules, key=lambda rule: rule.code)),
        lines=source["lines"],
        orders=0 if first.kind == "catalog" else sum(len(i.batch.lines) for i, _ in runs if i.kind != "catalog"),
        keys=dict(tally.keys or {}),
        waived=tally.passed_over["waived"],
        known=tally.passed_over["known"],
        fail_on=options.fail_on,
        walk=lambda: _walk(runs, place),
        close=lambda: _close(runs),
    )


def _sheets(inspection: Inspection) -> list[Sheet]:
    batch = inspection.batch
    lines = {id(source): 0 for source in batch.sources}
    for number, source in enumerate(batch.chunk_source):
        lines[id(source)] += inspection.said.starts[number + 1] - inspection.said.starts[number]
    return [
        Sheet(s.name, s.sheet, s.heading_row, tuple(s.headings), dict(s.fields), lines[id(s)]) for s in batch.sources
    ]


def _close(runs: list[tuple[Inspection, Run]]) -> None:
    for inspection, _ in runs:
        inspection.batch.spool.close()


def _walk(runs: list[tuple[Inspection, Run]], place: dict[tuple[str, str], int]) -> Iterator[CheckedChunk]:
    """The lines with the codes found on them, chunk by chunk."""
    for inspection, run in runs:
        for number in range(inspection.batch.spool.count):
            source = inspection.batch.chunk_source[number]
            yield _chunk(inspection, run, number, place[source.name, source.sheet])


def _chunk(inspection: Inspection, run: Run, number: int, sheet: int) -> CheckedChunk:
    arrays = inspection.batch.spool.arrays(number, "read", "value", "said", "found")
    order = arrays["order"]
    first = inspection.sums.first[order] == inspection.said.starts[number] + np.arange(len(order))
    of_order = np.where(first, run.order_bits[order], 0)
    alike, index = np.unique(np.stack([arrays["bits"], of_order, arrays["reader_bits"]]), axis=1, return_inverse=True)
    words = [run.codes_of(*bits) for bits in alike.T.tolist()]
    codes = [words[i][0] for i in index.ravel().tolist()]
    return CheckedChunk(
        sheet=sheet,
        cells=inspection.batch.spool.cells(number),
        rows=arrays["row"],
        numeric=inspection.batch.numeric[number],
        codes=codes,
        severity=np.array([worst for _, worst in words], np.int8)[index.ravel()],
    )
