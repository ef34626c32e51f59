"""From a rule that speaks to a finding with its place, past what the user wants to hear; everything is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from cbec_cli.engine.findings import Finding
from cbec_cli.rules import ALL
from cbec_cli.work.checking.baseline import content_key
from cbec_cli.work.messages import speak

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cbec_cli.engine.findings import Severity
    from cbec_cli.engine.register import Rule
    from cbec_cli.work.checking.filters import Filter


class Placed(Protocol):
    """A table, as findings name their place in it."""

    @property
    def file(self) -> str:
        """Its file."""

    @property
    def sheet(self) -> str:
        """Its sheet, "" if the file has none."""

    @property
    def fields(self) -> Mapping[str, int]:
        """Canonical column → where its heading stands."""

    def heading(self, name: str) -> str:
        """The heading of a column as the user wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a finding is about.

    Attributes:
        rows: the table; row: its row, None for the whole table.
        columns: canonical columns; the first that the table has is marked.
        shipment: number of the shipment; sku: its article.
        key: what the finding is about by content, where its message does not tell it apart.
        law: legal documents instead of the rule's own; "" for those.
        weak: whether what would be an error is a warning, because the law is not sure.
    """

    rows: Placed
    row: int | None = None
    columns: Sequence[str] = ()
    shipment: str = ""
    sku: str = ""
    key: str = ""
    law: str = ""
    weak: bool = False


@dataclass(slots=True)
class Teller:
    """Makes findings, asks the filter, counts.

    Attributes:
        findings: what is told. keys: how often each key was found, for a baseline.
    """

    wanted: Filter
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)

    def runs(self, rule: Rule) -> bool:
        """Whether the user wants to hear of a rule."""
        return self.wanted.runs(rule)

    def severity(self, rule: Rule, *, weak: bool = False) -> Severity:
        """How grave a rule is."""
        own = self.wanted.severity(rule)
        return "warning" if weak and own == "error" else own

    def tell(self, rule: Rule, words: Mapping[str, Any], about: About) -> tuple[Finding | None, str]:
        """Tell that a rule speaks.

        Args:
            rule: it.
            words: the facts its message names.
            about: its place.

        Returns:
            The finding and how grave it is for a verdict: what is waived is a warning, what a baseline knows counts in
            full, what is ignored is (None, "").
        """
        if not self.runs(rule):
            return None, ""
        reason = speak(rule, words.__getitem__)
        column = next((each for each in about.columns if each in about.rows.fields), "")
        finding = Finding(
            code=rule.code,
            severity=self.severity(rule, weak=about.weak),
            message=reason.message,
            fix=reason.fix,
            law=about.law or rule.source,
            file=about.rows.file,
            sheet=about.rows.sheet,
            row=about.row,
            column=about.rows.heading(column) if column else "",
            order_no=about.shipment,
            official_code=rule.official_code,
            key=content_key(
                rule.code, about.rows.file, about.shipment, about.key, about.sku, about.key or reason.message
            ),
        )
        return finding, self._keep(finding, about.sku)

    def take(self, finding: Finding) -> str:
        """Take a finding of the reader as it is; gives how grave it is for a verdict, "" if it is not told."""
        rule = ALL.by_code[finding.code]
        if not self.runs(rule):
            return ""
        if self.wanted.options.severities:
            changed = self.wanted.severity(rule)
            finding = finding if changed == (rule.severity or "note") else replace(finding, severity=changed)
        key = content_key(finding.code, finding.file, finding.order_no, "", "", f"{finding.column} {finding.message}")
        return self._keep(replace(finding, law=finding.law or rule.source, key=key), "")

    def _keep(self, finding: Finding, sku: str) -> str:
        why = self.wanted.why_not(finding.code, file=finding.file, sku=sku, order_no=finding.order_no, key=finding.key)
        if why == "ignored":
            return ""
        self.keys[finding.key] += why != "waived"
        if why:
            self.passed_over[why] += 1
            return "warning" if why == "waived" and finding.severity == "error" else finding.severity
        self.counts[finding.code] += 1
        self.severities[finding.severity] += 1
        if self.counts[finding.code] <= self.wanted.options.max_findings:
            self.findings.append(finding)
        return finding.severity
