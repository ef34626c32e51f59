"""Names of goods beside their codes: each distinct pair is looked at once, and only when a rule asks.

Names of one article in several sizes (50 ml, 100 ml) are read alike, see `classify.alike`.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.classify.alike import Alike
from cbec_cli.classify.doubt import Doubt, doubt, doubted, opinion
from cbec_cli.classify.evidence import Product
from cbec_cli.law import goods as goods_law

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from cbec_cli.classify.answer import Classified, Classifier
    from cbec_cli.tables.groups import Names

OTHER_HEADING, SURELY_OTHER_HEADING, OTHER_LINE = 1, 2, 3
"""How a name contradicts a code."""

_SHOWN = 2
"""Words of a name that are quoted."""


@cache
def _reader() -> Classifier:
    """Reads names; opened when the first one is read."""
    from cbec_cli.classify.answer import Classifier  # noqa: PLC0415 -- the index is loaded only where there are names

    return Classifier()


@cache
def _forms(reader: Classifier) -> Alike:
    return Alike(reader.book.answers())


def _form(name: str) -> str:
    """One form for names that are read alike."""
    return _forms(_reader())(name)


def contradiction(name: str, code: str) -> int:
    """How a name contradicts a code: 0, OTHER_HEADING, SURELY_OTHER_HEADING or OTHER_LINE."""
    found = doubted(_reader(), Product(name), code)
    if found is None:
        return 0
    if found.kind == "line":
        return OTHER_LINE
    return SURELY_OTHER_HEADING if found.sure else OTHER_HEADING


def name_suggests(name: str, code: str) -> str:
    """What a name says where it contradicts a code, with the words that say it; "" where it does not.

    >>> name_suggests("玻尿酸面膜 5片", "2106909090"), name_suggests("巧克力味饼干", "1905310000")
    ('玻尿酸面膜 is 3304', '')
    """
    said = _reader().classify(Product(name))
    held = opinion(said)
    found = doubt(held, code, _reader().book.borders) if held is not None and code else None
    if found is None:
        return ""
    return f"{', '.join(_words(said, found)) or name} is {found.code}"


def _words(said: Classified, found: Doubt) -> list[str]:
    """The words of a name that speak for what is found, and what a table took from them."""
    speaking = [one for one in said.candidates if one.hs6[:4] == found.code[:4]]
    words = dict.fromkeys(each.text for one in speaking for each in one.because if each.end)
    decided = [value for _, value in said.candidates[0].decided] if found.kind == "line" else []
    return [*list(words)[:_SHOWN], *decided]


def successor(name: str, code: str) -> str:
    """The ten-digit line a name tells for a code the tariff has not: under its heading if the name allows that.

    "" where the name says too little.
    """
    said = _reader().classify(Product(name))
    if opinion(said) is None:
        return ""
    spoken = [one for one in said.candidates if one.because and one.hs10]
    same = [one for one in spoken if one.hs6[:4] == code[:4]]
    return next((one.hs10 for one in (*same, *spoken)), "")


class NameVerdicts:
    """Which lines' names contradict their codes, or claim what goods of that code must not claim."""

    def __init__(self, names: Names) -> None:
        """Number the distinct names of the lines of a file."""
        self._of_line, texts = names.number()
        distinct = self._texts = [str(text) for text in texts.to_pylist()]
        suspects = goods_law.may_claim(distinct)
        claiming = [text if i in suspects else "" for i, text in enumerate(distinct)]
        self._contradicting = _Pairs(distinct, contradiction, _form)
        self._succeeding = _Pairs(distinct, lambda name, code: bool(successor(name, code)), _form)
        self._claiming = _Pairs(claiming, lambda name, code: bool(goods_law.claims_fault(name, code)))

    def beside(self, codes: Sequence[str], compared: Sequence[str], unknown: Sequence[str]) -> NameVerdicts:
        """Say what codes the names stand beside.

        Args:
            codes: for each row of `CodeFacts` the code of its line in the tariff; "" where it has none.
            compared: the code that names are held against; "" where there is none.
            unknown: the code the tariff has not; "" where it has it.
        """
        self._claiming.beside(codes)
        self._contradicting.beside(compared)
        self._succeeding.beside(unknown)
        return self

    def contradict(self, lines: slice, rows: NDArray[Any]) -> NDArray[np.int8]:
        """How the names of some lines contradict their codes, see `contradiction`."""
        return self._contradicting.judge(self._of_line[lines], rows)

    def succeed(self, lines: slice, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the names of some lines, whose codes the tariff has not, tell another line."""
        return self._succeeding.judge(self._of_line[lines], rows) > 0

    def claim(self, lines: slice, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the names of some lines claim what is forbidden for goods of their codes."""
        return self._claiming.judge(self._of_line[lines], rows) > 0

    def of_lines(self, lines: slice) -> NDArray[np.int32]:
        """The number of the name of each line, alike only where the names are; −1 where there is none."""
        found: NDArray[np.int32] = self._of_line[lines]
        return found

    @property
    def count(self) -> int:
        """How many distinct names there are."""
        return len(self._texts)


class _Pairs:
    """Names beside codes; each pair is judged once. An empty name or code is beyond suspicion."""

    def __init__(
        self, names: Sequence[str], judge: Callable[[str, str], int], form: Callable[[str], str] = lambda name: name
    ) -> None:
        """Nothing is judged yet.

        Args:
            names: distinct names; a line's name is given by its index, −1 for none.
            judge: what is found of a name and a code.
            form: gives names that are judged alike one form.
        """
        self._names, self._judge, self._form = names, judge, form
        self._named = np.array([*map(bool, names), False], np.bool_)  # the last one is an empty cell
        self._known: dict[int, int] = {}
        self._judged: dict[tuple[str, str], int] = {}
        self._turn = Lock()  # chunks are judged side by side, and have most pairs in common

    def beside(self, codes: Sequence[str]) -> None:
        """The codes that rows stand for."""
        self._codes = codes
        self._coded = np.array([*map(bool, codes)], np.bool_)

    def judge(self, names: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.int8]:
        """What is found of each name for the code of its row."""
        found = np.zeros(len(names), np.int8)
        at = np.flatnonzero(self._named[names] & self._coded[rows]) if len(self._codes) else ()
        if len(at):
            pairs, places = np.unique(names[at].astype(np.int64) * len(self._codes) + rows[at], return_inverse=True)
            with self._turn:
                verdicts = [self._of(pair) for pair in pairs.tolist()]
            found[at] = np.array(verdicts, np.int8)[places.reshape(-1)]
        return found

    def _of(self, pair: int) -> int:
        if pair not in self._known:
            name, row = divmod(pair, len(self._codes))
            alike = self._form(self._names[name]), self._codes[row]
            if alike not in self._judged:
                self._judged[alike] = int(self._judge(*alike))
            self._known[pair] = self._judged[alike]
        return self._known[pair]
