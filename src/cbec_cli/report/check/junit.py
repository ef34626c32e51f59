"""A check as JUnit XML: a suite per sheet, a case per rule that ran, with what it found in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, BinaryIO
from xml.etree import ElementTree as ET

from cbec_cli.report.check.places import Places, project_path
from cbec_cli.report.check.told import one_line, rules_by_code, weighty
from cbec_cli.report.fields import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import CheckResult

    Found = dict[tuple[str, str], dict[str, list[Finding]]]


def write_junit(result: CheckResult, sink: BinaryIO) -> None:
    """Write the cases as UTF-8 XML.

    A case fails if its rule found something that fails the check (`fail_on`); lighter findings stand in the case's
    output. No times are given, so that the same findings give the same bytes.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    suites = _Suites(result)
    root = ET.Element("testsuites", name="cbec check")
    root.extend(suites.suite(*each) for each in _by_sheet(result).items())
    for name in ("tests", "failures"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("errors", "0")
    ET.indent(root)
    ET.ElementTree(root).write(sink, encoding="utf-8", xml_declaration=True)
    sink.write(b"\n")


def _by_sheet(result: CheckResult) -> Found:
    """Sheet → code → its findings; every sheet that was checked, then what else has findings (a waiver, the data)."""
    found: Found = {(sheet.file, sheet.sheet): {rule.code: [] for rule in result.rules} for sheet in result.sheets}
    for finding in result.findings:
        found.setdefault((finding.file, finding.sheet), {}).setdefault(finding.code, []).append(finding)
    return found


class _Suites:
    """Makes the suites; holds what all cases look up."""

    def __init__(self, result: CheckResult) -> None:
        """Titles, places, and how many findings of each code were not kept."""
        self.rules, self.places, self.weighty = rules_by_code(result), Places(result), weighty(result)
        self.dropped = Counter(result.counts)
        self.dropped.subtract(finding.code for finding in result.findings)

    def suite(self, place: tuple[str, str], by_code: Mapping[str, Sequence[Finding]]) -> ET.Element:
        """One sheet of one file."""
        file = one_line(project_path(place[0]))
        name = one_line(f"{file} {place[1]}".strip()) or "cbec"
        cases = [self._case(name, file, code, by_code[code]) for code in sorted(by_code)]
        failures = sum(case.find("failure") is not None for case in cases)
        counts = {"tests": len(cases), "failures": failures, "errors": 0, "skipped": 0, "time": 0}
        suite = ET.Element("testsuite", {"name": name, **{key: str(count) for key, count in counts.items()}})
        suite.extend(cases)
        return suite

    def _case(self, suite: str, file: str, code: str, findings: Sequence[Finding]) -> ET.Element:
        """One rule on one sheet."""
        title = f"{code} {self.rules[code].title}" if code in self.rules else code
        about = {"classname": suite, "name": title, "time": "0"}
        case = ET.Element("testcase", about | ({"file": file} if file else {}))
        heavy = [finding for finding in findings if finding.severity in self.weighty]
        light = [finding for finding in findings if finding.severity not in self.weighty]
        if heavy:
            several = f"{plural(len(heavy), 'finding')}: " if len(heavy) > 1 else ""
            said = one_line(several + heavy[0].message)
            ET.SubElement(case, "failure", message=said, type=heavy[0].severity).text = self._listed(heavy)
        if light:
            ET.SubElement(case, "system-out").text = self._listed(light)
        return case

    def _listed(self, findings: Sequence[Finding]) -> str:
        """The findings, one to a line; then how many of the rule were not kept, in whatever sheet."""
        code = findings[0].code
        more = self.dropped[code]
        rest = [f"and {more:,} more of {code} in this run"] if more > 0 else []
        return "\n".join([*map(self._line, findings), *rest])

    def _line(self, finding: Finding) -> str:
        """Severity, place, message, what to do, law."""
        start = " ".join(filter(None, (finding.severity, self.places.told(finding))))
        parts = [f"{start}: {finding.message}"]
        parts += [f"do: {finding.fix}"] * bool(finding.fix) + [f"law: {finding.law}"] * bool(finding.law)
        return one_line("; ".join(parts))
