"""Which rules run, how grave they are, and which of their findings are told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cbec_cli.work.checking.baseline import Baseline, read_baseline
from cbec_cli.work.checking.options import beginnings
from cbec_cli.work.checking.waivers import Waiver, fits, fits_file, is_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from cbec_cli.engine.findings import Severity
    from cbec_cli.engine.register import Rule
    from cbec_cli.work.checking.options import CheckOptions

Why = Literal["", "ignored", "waived", "known"]

OWN = "CFG"
"""The family that speaks of waivers themselves: nothing but --ignore silences it."""


class Filter:
    """The user's choices, applied to rules and findings. One filter serves one run: it remembers what it silenced."""

    def __init__(self, options: CheckOptions, today: date, files: Sequence[str] = ()) -> None:
        """Read the baseline, if there is one.

        Args:
            options: what the user chose.
            today: the day on which waivers hold or have expired.
            files: the files that are checked, as the user gave them; choices for other files do not matter then.

        Raises:
            CannotRun: the baseline cannot be read.
        """
        self.options = options
        self._select, self._ignore = beginnings(options.select), beginnings(options.ignore)
        self._files = tuple(files)
        self.expired = [waiver for waiver in options.waivers if waiver.expired(today)]
        self._holding = [waiver for waiver in options.waivers if self._matters(waiver, today)]
        baseline = read_baseline(options.baseline) if options.baseline else Baseline()
        self._known_codes = baseline.codes()
        self._left = Counter(baseline.findings)
        self._used: set[Waiver] = set()
        self._ran: set[str] = set()
        self._by_code: dict[str, _Silencers] = {}

    def _matters(self, waiver: Waiver, today: date) -> bool:
        return not waiver.expired(today) and self._is_checked(waiver.file)

    def _is_checked(self, file: str) -> bool:
        """Whether a name or pattern may mean a file of this run."""
        return not file or not self._files or any(fits_file(file, each) for each in self._files)

    def runs(self, rule: Rule) -> bool:
        """Whether a rule is looked for: the longest matching word decides, at equal length `ignore` does."""
        wanted = _longest(rule.code, self._select) if self._select else 0
        unwanted = _longest(rule.code, self._ignore)
        chosen = wanted is not None and (unwanted is None or wanted > unwanted)
        if chosen:
            self._ran.add(rule.code)
        return chosen

    def severity(self, rule: Rule) -> Severity:
        """The severity the user gives a check, else its own."""
        given = self.options.severities
        words = [word for word in given if rule.code.startswith(beginnings([word]))]
        own: Severity = rule.severity or "note"
        return given[max(words, key=_length)] if words else own

    def plain(self, code: str) -> bool:
        """Whether every finding of a code is told: then findings may be counted without being looked at."""
        return code.startswith(OWN) or (code not in self._known_codes and self._silencers(code).nothing)

    def why_not(self, code: str, *, file: str, sku: str, order_no: str, key: str) -> Why:
        """Why a finding is not told; empty if it is.

        A key that the baseline counts n times is known n times, and new from then on. Ask once for each finding.

        Args:
            code: of the rule.
            file: as the user gave it.
            sku: the seller's number of the goods; empty where the finding is about none.
            order_no: number of the order, the same.
            key: by content, see `content_key`.
        """
        if code.startswith(OWN):
            return ""
        silencers = self._silencers(code)
        if silencers.ignore(file, sku):
            return "ignored"
        covering = [
            each for each in silencers.waivers(sku, order_no) if each.covers(file=file, sku=sku, order_no=order_no)
        ]
        if covering:
            self._used.update(covering)
            return "waived"
        if self._left[key] > 0:
            self._left[key] -= 1
            return "known"
        return ""

    @property
    def unused(self) -> list[Waiver]:
        """Waivers of rules that ran and files that were checked, which covered no finding; ask after the run."""
        return [each for each in self._holding if each.code in self._ran and each not in self._used]

    def _silencers(self, code: str) -> _Silencers:
        """What may silence findings of a code, collected once."""
        if code not in self._by_code:
            files = {name: words for name, words in self.options.per_file_ignores.items() if self._is_checked(name)}
            self._by_code[code] = _Silencers(
                files=tuple(_names_for(code, files)),
                skus=_Names.of(_names_for(code, self.options.per_sku_ignores)),
                held=_Held.of(waiver for waiver in self._holding if waiver.code == code),
            )
        return self._by_code[code]


@dataclass(frozen=True, slots=True)
class _Names:
    """Names, those that are patterns apart: thousands of plain ones cost no more than one."""

    plain: frozenset[str]
    patterns: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> _Names:
        given = list(names)
        return cls(frozenset(given), tuple(name for name in given if is_pattern(name)))

    def fit(self, text: str) -> bool:
        return text in self.plain or any(fits(pattern, text) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class _Held:
    """Waivers of one code, found quickly: those for one plain order or sku by that name, the others one by one."""

    by_name: Mapping[tuple[str, str], list[Waiver]]
    others: list[Waiver]

    @classmethod
    def of(cls, waivers: Iterable[Waiver]) -> _Held:
        by_name: dict[tuple[str, str], list[Waiver]] = {}
        others: list[Waiver] = []
        for waiver in waivers:
            names = (("order", waiver.order), ("sku", waiver.sku))
            plain = next((each for each in names if each[1] and not is_pattern(each[1])), None)
            (others if plain is None else by_name.setdefault(plain, [])).append(waiver)
        return cls(by_name, others)

    def near(self, sku: str, order_no: str) -> list[Waiver]:
        named = [*self.by_name.get(("order", order_no), ()), *self.by_name.get(("sku", sku), ())]
        return named + self.others


@dataclass(frozen=True, slots=True)
class _Silencers:
    """What may silence findings of one code, but for the baseline."""

    files: tuple[str, ...]
    skus: _Names
    held: _Held

    @property
    def nothing(self) -> bool:
        return not (self.files or self.skus.plain or self.held.by_name or self.held.others)

    def ignore(self, file: str, sku: str) -> bool:
        return self.skus.fit(sku) or any(fits_file(name, file) for name in self.files)

    def waivers(self, sku: str, order_no: str) -> list[Waiver]:
        return self.held.near(sku, order_no)


def _names_for(code: str, ignores: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The names whose codes cover this one."""
    return (name for name, words in ignores.items() if code.startswith(beginnings(words)))


def _longest(code: str, words: Iterable[str]) -> int | None:
    """Length of the longest word a code begins with; None if it begins with none."""
    return max((len(word) for word in words if code.startswith(word)), default=None)


def _length(word: str) -> int:
    """How specific a selecting word is."""
    return len(beginnings([word])[0])
