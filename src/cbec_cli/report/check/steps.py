"""What to do next: the few steps that clear most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.report.check.told import counted, rules_by_code
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from cbec_cli.report.check.places import Places
    from cbec_cli.work.checking.result import CheckResult

MOST = 3
LIST_UNKNOWN = "LST002"
"""Says that the positive list is not loaded: no cell cures it, the official annex does."""


@dataclass(slots=True)
class Cure:
    """One thing to correct, and what it clears.

    Attributes:
        what: `fix column 商品编码`, `add the column 净重`, `settle THR004`.
        codes: code → how many findings, those that were counted but not kept shared out like the kept ones.
        cleared: severity → how many findings.
        about: whether the numbers are such a share.
    """

    what: str
    codes: Counter[str] = field(default_factory=Counter)
    cleared: Counter[str] = field(default_factory=Counter)
    about: bool = False

    def __str__(self) -> str:
        """The step as it is told; `cbec rule` explains the code that has most."""
        codes = [code for code, _ in sorted(self.codes.items(), key=lambda each: (-each[1], each[0]))]
        named = ", ".join(codes[:MOST]) + (", …" if len(codes) > MOST else "")
        return f"{self.what}: {'about ' * self.about}{counted(self.cleared)} ({named}); see cbec rule {codes[0]}"


def cures(result: CheckResult, places: Places) -> list[Cure]:
    """What there is to correct, column by column; what clears most errors first, then warnings, then notes."""
    kept = Counter(finding.code for finding in result.findings)
    tally: Counter[tuple[str, str, str]] = Counter()
    for finding in result.findings:
        if finding.code != LIST_UNKNOWN:
            there = places.has_column(finding) or finding.row is not None
            word = f"{'fix' if there else 'add the'} column {finding.column}" if finding.column else ""
            tally[word or f"settle {finding.code}", finding.code, finding.severity] += 1
    rules = rules_by_code(result)
    found: dict[str, Cure] = {}
    for (what, code, severity), count in tally.items():
        titled = f" ({rules[code].title})" if what.startswith("settle ") and code in rules else ""
        cure = found.setdefault(what, Cure(what + titled))
        whole = max(result.counts.get(code, 0), kept[code])
        share = count * whole // kept[code]
        cure.codes[code] += share
        cure.cleared[severity] += share
        cure.about |= whole > kept[code] > count
    return sorted(found.values(), key=lambda cure: ([-cure.cleared[each] for each in SEVERITIES], cure.what))


def next_steps(result: CheckResult, places: Places) -> list[str]:
    """At most three steps: the two best cures, the positive list if it is not loaded, how to live with the rest."""
    best = [str(cure) for cure in cures(result, places)]
    annex = ["load the positive list, which settles LST002: cbec data import positive-list FILE"]
    rest = [
        "see each finding at its cell: --output checked.xlsx",
        "accept what stands today, so that only new findings fail: --write-baseline FILE, or [[waivers]] in cbec.toml",
    ]
    unloaded = LIST_UNKNOWN in result.counts and str(result.data.get("positive_list", "")).startswith("not loaded")
    chosen = best[:2] + annex * unloaded
    return (chosen + (rest if best else []))[:MOST]
