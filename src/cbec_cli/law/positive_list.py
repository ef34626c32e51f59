"""The positive list: whether goods of a code may enter as CBEC retail imports on a day.

Only a complete edition that the user has imported answers yes or no. Without one there is evidence, graded and never
more than that: an edition that is no longer in force, lines of the lists of 2016, filings made before there was a list,
general knowledge of the headings, and the few remarks of the list in force that are known without its text.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from cbec_cli.engine.money import whole
from cbec_cli.engine.places import data_file
from cbec_cli.law.editions import KIND, Edition, imported_editions
from cbec_cli.law.remarks import Remark, cap_text, parse_remark
from cbec_cli.law.tariff import Tariff, load_tariff
from cbec_cli.law.user_data import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

State = Literal["unknown", "listed", "not_listed"]

_CATALOGUES = (("野生动植物", "F"), ("濒危", "F"), ("两用物项", "2"))
"""Words of an exclusion → letter of the supervision conditions that tells such goods at ten digits."""

_GRADES = {
    "official-text": "it stood in the list of 2016 ({edition}, no longer in force)",
    "filed-before-list": "goods of this code entered as CBEC imports in 2014 to 2016, before there was a list",
    "general-knowledge": "it is thought to be on the list (general knowledge, not verified)",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a code on a day.

    Attributes:
        state: `unknown` whenever no complete edition is in force, or the code may be a renumbered one.
        only_bonded: the remark allows bonded imports (1210, 1239) only.
        excluded: clauses of the remark that take goods out, or keep only some, and that the user has to check; "" if
            there are none, or the ten-digit code settles them.
        excluded_certain: the ten-digit code itself is one the remark excludes.
        remark: the whole remark, in words where its text is not in hand.
        cap: kilograms per person and calendar year in whole hundred-thousandths; 0 if there is no cap.
        cap_group: the heading whose goods count together against the cap; "" if there is no cap.
        evidence: what speaks for or against it while the state is unknown.
        grade: the strongest evidence in a word: renumbered, earlier-edition, official-text, filed-before-list,
            general-knowledge, none.
        edition: the list it was read from, as messages name it.
    """

    state: State
    only_bonded: bool = False
    excluded: str = ""
    excluded_certain: bool = False
    remark: str = ""
    cap: int = 0
    cap_group: str = ""
    evidence: str = ""
    grade: str = ""
    edition: str = ""

    @property
    def certain(self) -> bool:
        """The remark stands in the list in force, not in an earlier one or in accounts of it."""
        return self.state == "listed"


@dataclass(frozen=True, slots=True)
class Hint:
    """One row of `data/positive_list_hints.csv`: headings, or a remark known without its text."""

    kind: str
    first: str
    last: str
    likelihood: str
    goods: str
    note: str
    cap: int
    since: date | None
    source: str

    def covers(self, code: str) -> bool:
        """Whether a code stands within its headings."""
        return self.first <= code[: len(self.first)] <= self.last


@dataclass(frozen=True, slots=True)
class Known:
    """One row of `data/positive_list.csv`."""

    code: str
    name: str
    remark: str
    edition: str
    evidence: tuple[str, ...]


class PositiveList:
    """Imported editions over the shipped evidence. Make one with `load_positive_list`."""

    def __init__(
        self, editions: Sequence[Edition], known: Mapping[str, Known], hints: Sequence[Hint], tariff: Tariff
    ) -> None:
        """Keep the tables; an edition is indexed when it is first asked."""
        self.editions = tuple(editions)
        self._known, self._hints, self._tariff = known, hints, tariff
        self._codes: dict[str, dict[str, str]] = {}
        self._gone: dict[str, dict[str, str]] = {}
        self._standings: dict[tuple[str, date], Standing] = {}

    def edition_on(self, day: date) -> Edition | None:
        """The imported edition in force on a day; a later one ends an earlier one."""
        return next((each for each in reversed(self.editions) if each.holds_on(day)), None)

    def complete_on(self, day: date) -> bool:
        """Whether a complete edition is loaded and in force on a day."""
        edition = self.edition_on(day)
        return edition is not None and edition.complete

    def standing(self, code: str, day: date) -> Standing:
        """Standing of a code of ten or eight digits; anything else is unknown."""
        found = self._standings.get((code, day))
        if found is None:
            found = self._standings[code, day] = self._standing(code, day)
        return found

    def _standing(self, code: str, day: date) -> Standing:
        if not (code.isascii() and code.isdigit() and len(code) >= 8):
            return Standing("unknown", evidence="it is not a code of eight or ten digits", grade="none")
        edition = self.edition_on(day)
        if edition is None:
            return self._by_evidence(code, day)
        remark = self._lines(edition).get(code[:8])
        if remark is not None:
            return self._with_remark(Standing("listed", edition=edition.name), code, day, remark)
        old = self._renumbered(edition).get(code[:4], "")
        if old:
            why = f"the list holds {old}, which the tariff no longer has; this code may have taken its place"
            return Standing("unknown", evidence=why, grade="renumbered", edition=edition.name)
        if edition.complete:
            return Standing("not_listed", edition=edition.name)
        return self._by_evidence(code, day)

    def _with_remark(self, bare: Standing, code: str, day: date, text: str) -> Standing:
        """A standing with what a remark asks."""
        remark = parse_remark(text)
        open_clauses, certain = self._applied(remark, code, day)
        return Standing(
            bare.state,
            only_bonded=remark.only_bonded,
            excluded="；".join(open_clauses),
            excluded_certain=certain,
            remark=text,
            cap=remark.cap,
            cap_group=code[:4] if remark.cap else "",
            evidence=bare.evidence,
            grade=bare.grade,
            edition=bare.edition,
        )

    def _applied(self, remark: Remark, code: str, day: date) -> tuple[list[str], bool]:
        """The clauses the ten-digit code leaves open, and whether it is itself excluded.

        The tariff divides many eight-digit lines into goods of protected species (which need the certificate F) and
        others. There the ten digits tell; elsewhere the user must look at the goods.
        """
        left = []
        for clause in remark.to_check:
            letter = next((each for words, each in _CATALOGUES if words in clause), "")
            told = self._told_by(letter, code, day) if letter and clause in remark.excluded else None
            if told:
                return [clause], True
            if told is None:
                left.append(clause)
        return left, False

    def _told_by(self, letter: str, code: str, day: date) -> bool | None:
        """Whether a ten-digit code needs the licence of a letter; None where the tariff does not tell goods apart."""
        beside = {line.code: letter in line.supervision for line in self._tariff.under(code[:8], day)}
        return beside.get(code) if any(beside.values()) else None

    def _lines(self, edition: Edition) -> dict[str, str]:
        """Code → remark of an edition."""
        if edition.edition not in self._codes:
            self._codes[edition.edition] = {line.code: line.remark for line in edition.lines}
        return self._codes[edition.edition]

    def _renumbered(self, edition: Edition) -> dict[str, str]:
        """Heading → a code of the edition under it that the tariff no longer has."""
        if edition.edition not in self._gone:
            there = tariff_codes(self._tariff)
            gone = (code for code in self._lines(edition) if code not in there)
            self._gone[edition.edition] = {code[:4]: code for code in gone}
        return self._gone[edition.edition]

    def _by_evidence(self, code: str, day: date) -> Standing:
        """What earlier editions and the shipped tables say; the state stays unknown."""
        earlier = next((each for each in reversed(self.editions) if each.until is not None and each.until < day), None)
        if earlier is not None and (text := self._lines(earlier).get(code[:8])) is not None:
            why = f"it stands in the edition of {earlier.name}, which ended on {earlier.until}"
            title = f"{earlier.name}, no longer in force"
            bare = Standing("unknown", evidence=why, grade="earlier-edition", edition=title)
            return self._with_remark(bare, code, day, text)
        hints = [hint for hint in self._hints if hint.covers(code)]
        known = self._known.get(code[:8])
        grades = known.evidence if known else ()
        said = [_GRADES[grade].format(edition=f"公告{_dashed(known.edition)}") for grade in grades] if known else []
        said += [_said(hint) for hint in hints]
        grade = (*grades, *("general-knowledge" for _ in hints), "none")[0]
        bare = Standing("unknown", evidence="; ".join(said) or "nothing is known of it", grade=grade)
        if known and known.remark:
            title = f"公告{_dashed(known.edition)}, no longer in force"
            old = Standing("unknown", evidence=bare.evidence, grade=grade, edition=title)
            return self._with_remark(old, code, day, known.remark)
        return _with_accounts(bare, code, day, hints)


def _with_accounts(bare: Standing, code: str, day: date, hints: Iterable[Hint]) -> Standing:
    """A standing with a cap or a restriction that is known from accounts of the list, not from its text."""
    for hint in hints:
        if hint.kind not in ("cap", "named") or hint.since is None or day < hint.since:
            continue
        remark = f"{cap_text(hint.cap)} ({hint.goods})" if hint.kind == "cap" else f"仅限{hint.goods}"
        return Standing(
            "unknown",
            excluded=remark if hint.kind == "named" else "",
            remark=remark,
            cap=hint.cap,
            cap_group=code[:4] if hint.cap else "",
            evidence=bare.evidence,
            grade=bare.grade,
            edition=f"accounts of {hint.source}, not its text",
        )
    return bare


def _said(hint: Hint) -> str:
    """A hint as evidence."""
    if hint.kind == "deleted":
        return f"it was taken off the list on {hint.since} ({hint.source})"
    if hint.kind in ("cap", "named"):
        return f"accounts of {hint.source} name {hint.goods} among the list's remarks"
    heading = hint.first if hint.first == hint.last else f"{hint.first} to {hint.last}"
    note = f"; {hint.note}" if hint.note else ""
    if hint.likelihood == "none":
        return f"goods of heading {heading} ({hint.goods}{note}) are thought not to be on the list"
    part = "part of " if hint.kind == "part" else ""
    likely = f"likelihood {hint.likelihood}, general knowledge"
    return f"{part}heading {heading} ({hint.goods}{note}) is thought to be on the list ({likely})"


def _dashed(edition: str) -> str:
    """`2016-40` as 2016年第40号."""
    year, _, number = edition.partition("-")
    return f"{year}年第{number}号"


def evidence_counts(grades: Mapping[str, int]) -> str:
    """How many lines have which evidence, in words, for the note on lines whose standing is unknown.

    Args:
        grades: `Standing.grade` → number of lines.
    """
    words = {
        "renumbered": "may be renumbered codes of the list",
        "earlier-edition": "stand in an edition that is no longer in force",
        "official-text": "stood in the lists of 2016",
        "filed-before-list": "were filed as CBEC imports before there was a list",
        "general-knowledge": "known from general knowledge of headings only",
        "none": "without any evidence",
    }
    return ", ".join(f"{grades[grade]} {said}" for grade, said in words.items() if grades.get(grade))


@lru_cache(maxsize=2)
def tariff_codes(tariff: Tariff) -> frozenset[str]:
    """The eight-digit codes of a tariff."""
    return frozenset(code[:8] for code in tariff.codes)


def load_positive_list() -> PositiveList:
    """The user's imported editions over the shipped evidence; read anew only when the user's folder has changed.

    Raises:
        CannotRun: a stored edition cannot be read.
    """
    return _loaded(tuple((str(path), path.stat().st_mtime_ns) for path in stored(KIND)))


@lru_cache(maxsize=1)
def _loaded(_: tuple[tuple[str, int], ...]) -> PositiveList:
    """The list for a state of the user's folder."""
    return PositiveList(imported_editions(), known_codes(), hints(), load_tariff())


@cache
def known_codes() -> dict[str, Known]:
    """Code → row of the shipped evidence."""
    return {
        code: Known(code, name, remark, edition, tuple(evidence.split("|")))
        for code, name, remark, edition, _, evidence in _rows("positive_list.csv")
    }


@cache
def hints() -> tuple[Hint, ...]:
    """The shipped hints, remarks before headings."""
    return tuple(
        Hint(
            kind,
            first,
            last,
            likelihood,
            goods,
            note,
            whole(kilograms, 5) if kilograms else 0,
            date.fromisoformat(since) if since else None,
            source,
        )
        for kind, first, last, likelihood, goods, note, kilograms, since, source, _ in _rows("positive_list_hints.csv")
    )


def _rows(table: str) -> list[list[str]]:
    """Rows of a shipped table without its heading."""
    with data_file(table).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
