"""From files to a `CheckResult`: tables of the same headings are checked together, the others one by one."""

from __future__ import annotations

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
    from cbec_cli.work.settings import Settings

OF_DECLARATIONS = frozenset(("order_no", "buyer_id", "mode", "line_no", "qty", "logistics_no"))
"""A table with one of these columns is a batch of declarations, else a catalogue."""

VITAL: Mapping[Kind, tuple[str, ...]] = {
    "declarations": ("order_no", "hs_code", "name", "qty", "unit_price|total_price"),
    "catalog": ("hs_code", "name"),
}
"""Columns without which there is nothing to check; `a|b` asks for one of the two."""


def kind_of(fields: Mapping[str, int]) -> Kind:
    """What a table is, told from its headings."""
    return "declarations" if OF_DECLARATIONS & fields.keys() else "catalog"


class Checker:
    """Takes tables one after the other, then gives one result for all."""

    def __init__(
        self, law: Law, tariff: Tariff, settings: Settings, options: CheckOptions, *, with_keys: bool = False
    ) -> None:
        """Nothing read yet; `with_keys` counts every finding by its key, for a baseline."""
        self._with_keys = with_keys
        self._about = law, tariff, settings, options
        self._options = options
        self._inspections: dict[tuple[Kind, tuple[str, ...]], Inspection] = {}

    def read(self, source: Source, kind: Kind | None = None, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read a table; `kind` as it is told, else as its headings tell.

        Raises:
            CannotRun: the table has been read already.
        """
        if any((each.name, each.sheet) == (source.name, source.sheet) for each in self._sources()):
            raise CannotRun(f"{source.name}: given twice", "give each file once")
        key = kind or kind_of(source.fields), source.headings
        inspection = self._inspections.get(key)
        if inspection is None:
            inspection = self._inspections[key] = Inspection(*self._about, key[0])
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
        """What the reader found in cells and headings."""
        severity = {rule.code: self._filter.severity(rule) for rule in self._run.rules if rule.code in READERS}
        for found in self._inspection.batch.findings.kept:
            if found.code in severity:
                key = content_key(found.code, found.file, found.order_no, found.line_no, "", found.message)
                self._run.keep(replace(found, severity=severity[found.code], key=key))

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
        silent = [rule for rule in self._run.rules if self._run.is_absent(rule)]
        columns = sorted({rule.columns[0] for rule in silent})
        return {
            "table_kind": self._inspection.kind,
            "rules_silent": len({rule.code for rule in silent}),
            "silent_rules": ", ".join(sorted({rule.code for rule in silent})),
            "absent_columns": ", ".join(f"{column(name).title_zh} ({name})" for name in columns),
        }

    def _vital(self) -> None:
        """A column without which there is nothing to check."""
        fields = self._source.fields
        for names in VITAL[self._inspection.kind]:
            if not any(name in fields for name in names.split("|")):
                self._column_missing("DAT002", names.split("|")[0], "the file has no column {column}")

    def _mode_fields(self) -> None:
        """A column that the mode of some orders asks for."""
        for name, mode, orders in absent_mode_fields(self._inspection.order_facts, self._inspection.said):
            self._column_missing(
                "DEC005",
                name,
                f"orders of mode {mode} need the column {{column}}, which the file lacks ({orders} orders)",
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
        walk=lambda: _walk(runs, findings, place),
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


def _walk(
    runs: list[tuple[Inspection, Run]], findings: list[Finding], place: dict[tuple[str, str], int]
) -> Iterator[CheckedChunk]:
    """The lines with the codes found on them, chunk by chunk."""
    told: dict[tuple[int, int], list[Finding]] = {}
    for finding in findings:
        if finding.row is not None and finding.code in READERS:
            told.setdefault((place.get((finding.file, finding.sheet), -1), finding.row), []).append(finding)
    for inspection, run in runs:
        for number in range(inspection.batch.spool.count):
            source = inspection.batch.chunk_source[number]
            yield _chunk(inspection, run, number, place[source.name, source.sheet], told)


def _chunk(
    inspection: Inspection, run: Run, number: int, sheet: int, told: dict[tuple[int, int], list[Finding]]
) -> CheckedChunk:
    arrays = inspection.batch.spool.arrays(number, "read", "value", "found")
    order = arrays["order"]
    first = inspection.sums.first[order] == inspection.said.starts[number] + np.arange(len(order))
    of_order = np.where(first, run.order_bits[order], 0)
    pairs, index = np.unique(np.stack([arrays["bits"], of_order]), axis=1, return_inverse=True)
    words = [run.codes_of(line, head) for line, head in pairs.T.tolist()]
    codes = [words[i][0] for i in index.ravel().tolist()]
    severity = np.array([worst for _, worst in words], np.int8)[index.ravel()]
    for (of_sheet, row), found in told.items():
        if of_sheet == sheet and len(at := np.flatnonzero(arrays["row"] == row)):
            i = int(at[0])
            codes[i] = " ".join(sorted({*codes[i].split(), *(each.code for each in found)}))
            severity[i] = min([int(severity[i]), *(SEVERITIES.index(each.severity) for each in found)])
    return CheckedChunk(
        sheet=sheet,
        cells=inspection.batch.spool.cells(number),
        rows=arrays["row"],
        numeric=inspection.batch.numeric[number],
        codes=codes,
        severity=severity,
    )
