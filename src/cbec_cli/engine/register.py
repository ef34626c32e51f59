"""A rule is one function, and everything about it stands beside it.

The argument names of the function are the facts it reads; its own name is the fact it computes. A rule with a severity
is a *check*: its flag speaks. A rule without one computes an amount, a rate or a route that later rules may read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from cbec_cli.engine.findings import Severity

Scope = Literal["line", "order", "buyer", "file"]
Effect = Literal["", "estimated", "refused"]
Kind = Literal["declarations", "catalog", "dossier", "returns"]
BOTH: tuple[Kind, ...] = ("declarations", "catalog")
Judge = Callable[[str], str]
"""What is wrong with a text, in a few words; empty if nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the law or of good data.

    Attributes:
        effect: what a line or order becomes when the flag holds: still complete (""), `estimated` or `refused`.
        message: text with the facts in braces; `fix` says what to do. `{why}` is what the judges say.
        good, bad: facts for which the flag stays silent, or speaks; both run as tests.
        needs: argument name → kind (Fen, Rate, Quantity, …), the facts the function reads.
        columns: the cells it is about; a finding marks the first, or those a judge finds fault with.
        judges: column of texts → what finds fault with one text.
        clause: a code may have several functions, each with a clause of its own (`HSC001` in a catalogue).
        kinds: the tables it checks; none for what only a costing says.
        unless: codes that, where they speak, have said it already.
        group: findings are told once for all lines or orders that share this (order, buyer, sku, …).
        until: last day in force; empty while it is.
    """

    code: str
    title: str
    source: str
    since: str
    function: Callable[..., Any]
    scope: Scope = "line"
    severity: Severity | None = None
    effect: Effect = ""
    columns: tuple[str, ...] = ()
    official_code: str = ""
    message: str = ""
    fix: str = ""
    good: Mapping[str, Any] = field(default_factory=dict)
    bad: Mapping[str, Any] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    gives: str = "Fen"
    judges: Mapping[str, Judge] = field(default_factory=dict)
    clause: str = ""
    kinds: tuple[Kind, ...] = BOTH
    unless: tuple[str, ...] = ()
    group: str = ""
    until: str = ""

    @property
    def name(self) -> str:
        """The fact this rule computes."""
        return self.function.__name__

    @property
    def family(self) -> str:
        """The first three letters of the code."""
        return self.code[:3]

    @property
    def explanation(self) -> str:
        """The docstring, as `cbec rule CODE` shows it."""
        return inspect.getdoc(self.function) or ""

    def __call__(self, *args: Any, **facts: Any) -> Any:
        """Compute the fact; arguments as the function declares them."""
        return self.function(*args, **facts)


def rule(code: str, **about: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Declare the function below as the rule `code`; see `Rule` for what may be said about it."""

    def declare(function: Callable[..., Any]) -> Rule:
        kinds = dict(inspect.get_annotations(function))
        gives = kinds.pop("return", "Fen")
        for name in about.keys() & {"columns", "kinds", "unless"}:
            about[name] = tuple(about[name])
        return Rule(code=code, function=function, needs=kinds, gives=gives, **about)

    return declare


class Register:
    """The rules of some modules, by code and by the fact they compute. Refuses either used twice.

    A code with several clauses is found by its first.
    """

    def __init__(self, *modules: ModuleType) -> None:
        """Collect every `Rule` the modules declare, in the order they are written."""
        self.by_code: dict[str, Rule] = {}
        self.by_name: dict[str, Rule] = {}
        for module in modules:
            for found in vars(module).values():
                if isinstance(found, Rule):
                    self._add(found)

    def _add(self, found: Rule) -> None:
        if (found.code in self.by_code and not found.clause) or found.name in self.by_name:
            raise ValueError(f"rule {found.code} ({found.name}) is declared twice")
        self.by_code.setdefault(found.code, found)
        self.by_name[found.name] = found

    def __iter__(self) -> Iterator[Rule]:
        """All rules, in the order they are written."""
        return iter(self.by_name.values())

    def clauses(self, code: str) -> tuple[Rule, ...]:
        """All rules of a code."""
        return tuple(r for r in self if r.code == code)

    def checks(self, scope: Scope) -> tuple[Rule, ...]:
        """The rules of a scope whose flag speaks."""
        return tuple(r for r in self if r.scope == scope and r.severity)

    def compute(self, facts: Any, *wanted: str, note: Callable[[Rule, Any], Any] | None = None) -> None:
        """Compute the wanted facts into the mapping `facts`, with whatever they need on the way.

        Args:
            facts: known facts by name; computed ones are added.
            wanted: names of the facts wanted.
            note: called with each rule and its result, in the order they are computed; gives what is kept.

        Raises:
            KeyError: a fact that is neither given nor computed by a rule.
        """
        for name in wanted:
            if name not in facts:
                found = self.by_name.get(name)
                if found is None:
                    raise KeyError(f"no rule computes {name!r} and it is not given")
                self.compute(facts, *found.needs, note=note)
                result = found.function(*(facts[need] for need in found.needs))
                facts[name] = note(found, result) if note else result
