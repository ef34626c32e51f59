"""What the rules say about themselves: the same words for the terminal, for JSON and for `docs/rules.md`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.noted import shown
from cbec_cli.report.fields import plural
from cbec_cli.rules import ALL
from cbec_cli.rules.routes import ROUTES
from cbec_cli.work.messages import placeholders, speak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import Console

    from cbec_cli.engine.register import Register, Rule

SCHEMA = "cbec/rules/1"
"""Name and version of the JSON."""

COMPUTES = "computes"
"""Stands where a check has its severity."""

FAMILIES = {
    "CFG": "configuration and waivers (设置)",
    "DAT": "cells and rows (数据)",
    "DEC": "declaration (申报)",
    "DOC": "documents (随附单证)",
    "DTY": "which duty rate (关税税率)",
    "HSC": "commodity code (商品编码)",
    "IDN": "persons and parties (身份信息)",
    "IOR": "importer of record and other parties (进口主体)",
    "LBL": "names, labels, notices (品名与标签)",
    "LST": "positive list (跨境电商零售进口商品清单)",
    "PAR": "parcels, for comparison (行邮税)",
    "RET": "returns (退货)",
    "TAX": "value and taxes (完税价格与税款)",
    "THR": "limits and routes (限值与通道)",
    "UOM": "units and quantities (计量单位)",
}

_SCOPES = {"line": "each line", "order": "each order", "buyer": "each buyer", "file": "the whole file"}
_KINDS = {
    "declarations": "declarations",
    "catalog": "catalogues",
    "dossier": "dossiers of documents",
    "returns": "returns",
}


_GROUPS = {
    "buyer_day": "buyer and day",
    "buyer_cap": "buyer and year",
    "phone": "buyer's telephone",
    "consignee_phone": "consignee's telephone",
    "logistics_no": "waybill",
    "message_id": "message",
}
"""What findings are gathered by, in words."""


def of_family(family: str = "", rules: Register = ALL) -> tuple[Rule, ...]:
    """The rules of a family, or all, by code; clauses of a code in the order they are written.

    Raises:
        CannotRun: no rule has this family; the nearest is named.
    """
    wanted = family.strip().upper()
    found = sorted((rule for rule in rules if not wanted or rule.family == wanted), key=lambda rule: rule.code)
    if not found:
        families = sorted({rule.family for rule in rules})
        raise CannotRun(
            f"no family of rules {family!r}{_nearest(wanted, families)}", f"use one of {', '.join(families)}"
        )
    return tuple(found)


def of_code(code: str, rules: Register = ALL) -> tuple[Rule, ...]:
    """All clauses of a code; capitals do not count.

    Raises:
        CannotRun: no rule has this code; the nearest is named.
    """
    wanted = code.strip().upper()
    found = rules.clauses(wanted)
    if not found:
        raise CannotRun(f"no rule {code!r}{_nearest(wanted, rules.by_code)}", "`cbec rules` lists them all")
    return found


def _nearest(word: str, choices: Iterable[str]) -> str:
    from rapidfuzz import distance, process  # noqa: PLC0415 -- only where something is wrong

    near = process.extractOne(word, sorted(choices), scorer=distance.JaroWinkler.similarity)
    return f", nearest is {near[0]}" if near else ""


# -- one rule in people's words ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One clause of a rule in people's words.

    Attributes:
        title: what it finds or computes, with its clause.
        summary: severity, scope and the tables it checks, in one line.
        paragraphs: the explanation.
        lines: label and text of everything else; what does not apply is left out.
    """

    title: str
    summary: str
    paragraphs: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


def page(rule: Rule, kinds: Mapping[str, str]) -> Page:
    """A rule in people's words.

    Args:
        rule: the rule.
        kinds: fact → kind, for facts that only its message names; see `kinds_of`.
    """
    lines = (
        ("law", rule.source),
        ("in force", f"from {rule.since}" + (f" to {rule.until}" if rule.until else "")),
        ("customs say", rule.official_code),
        ("cells", ", ".join(rule.columns)),
        ("not told where", ", ".join(rule.unless) + " speaks" if rule.unless else ""),
        ("computed from", "" if rule.severity else ", ".join(map(_words, rule.needs))),
        ("good", _facts(rule, rule.good, kinds)),
        ("bad", _facts(rule, rule.bad, kinds)),
        ("says", _said(rule, kinds).message if rule.severity else ""),
        ("cure", _said(rule, kinds).fix if rule.severity else ""),
    )
    return Page(
        title=rule.title + (f" ({rule.clause})" if rule.clause else ""),
        summary=summary(rule),
        paragraphs=tuple(" ".join(part.split()) for part in rule.explanation.split("\n\n")),
        lines=tuple((label, text) for label, text in lines if text),
    )


def summary(rule: Rule) -> str:
    """Severity, scope and the tables it checks: `error, each order; in declarations and catalogues`."""
    if not rule.severity:
        return f"{COMPUTES} for {_SCOPES[rule.scope]}"
    tables = " and ".join(_KINDS[kind] for kind in rule.kinds)
    told = f", told once for each {_GROUPS.get(rule.group, rule.group)}" if rule.group not in ("", rule.scope) else ""
    where = f"in {tables}" if tables else "said by `cbec landed-cost` and `cbec quote` only"
    return f"{rule.severity}, {_SCOPES[rule.scope]}{told}; {where}"


def kinds_of(rules: Iterable[Rule]) -> dict[str, str]:
    """The kind of every fact that rules read or compute."""
    given = list(rules)
    return {name: kind for each in given for name, kind in each.needs.items()} | {r.name: r.gives for r in given}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _kind(rule: Rule, name: str, kinds: Mapping[str, str]) -> str:
    """The kind of a fact that a rule reads or only names."""
    return rule.needs.get(name, kinds.get(name, "Count"))


def _written(value: Any, kind: str) -> str:
    """A fact of an example as people write it."""
    if isinstance(value, str):
        return value
    return (ROUTES[value] or "none") if kind == "Route" else shown(value, kind)


def _facts(rule: Rule, facts: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """An example: what tells good from bad stands first; texts nobody gave are left out."""
    telling = sorted(facts, key=lambda name: rule.good[name] == rule.bad[name])
    written = ((name, _written(facts[name], _kind(rule, name, kinds))) for name in telling)
    return "; ".join(f"{_words(name)} {text}" for name, text in written if text)


def _said(rule: Rule, kinds: Mapping[str, str]) -> Any:
    """Message and fix with the facts of the bad example; `…` for what the example does not give."""
    facts = {"why": _faults(rule), **rule.bad}
    written = {name: _written(facts.get(name, ""), _kind(rule, name, kinds)) or "…" for name in placeholders(rule)}
    return speak(rule, written.__getitem__)


def _faults(rule: Rule) -> str:
    """What the judges say of the bad example."""
    faults = ((name, judge(str(rule.bad.get(name, "")))) for name, judge in rule.judges.items() if rule.bad.get(name))
    return "; ".join(f"{_words(name)}: {fault}" for name, fault in faults if fault) or "…"


# -- JSON and Markdown -------------------------------------------------------------------------------------------------


def as_json(rules: Sequence[Rule]) -> str:
    """The rules for programs; an example is a table of facts as people write them."""
    kinds = kinds_of(ALL)
    return json.dumps(
        {"schema": SCHEMA, "rules": [_as_dict(each, kinds) for each in rules]}, ensure_ascii=False, indent=2
    )


def _as_dict(rule: Rule, kinds: Mapping[str, str]) -> dict[str, Any]:
    def example(facts: Mapping[str, Any]) -> dict[str, str]:
        return {name: _written(each, _kind(rule, name, kinds)) for name, each in facts.items()}

    return {
        "code": rule.code,
        "clause": rule.clause,
        "title": rule.title,
        "severity": rule.severity,
        "scope": rule.scope,
        "group": rule.group,
        "kinds": list(rule.kinds) if rule.severity else [],
        "columns": list(rule.columns),
        "since": rule.since,
        "until": rule.until,
        "law": rule.source,
        "official_code": rule.official_code,
        "explanation": rule.explanation,
        "message": rule.message,
        "fix": rule.fix,
        "unless": list(rule.unless),
        "good": example(rule.good),
        "bad": example(rule.bad),
    }


def as_markdown(rules: Sequence[Rule]) -> str:
    """The rules as a document: for each family a table of what it finds, then every rule in full."""
    kinds = kinds_of(ALL)
    parts = []
    for family, members in by_family(rules):
        parts += [f"## {_family_title(family)}", _markdown_table(members)]
        for code in dict.fromkeys(rule.code for rule in members):
            parts.append(f'### <a id="{code.lower()}"></a>{code}')
            parts += [_markdown_page(page(rule, kinds)) for rule in members if rule.code == code]
    return "\n\n".join(parts) + "\n"


def by_family(rules: Sequence[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    """The families in the order of their rules, each with its rules."""
    for family in dict.fromkeys(rule.family for rule in rules):
        yield family, [rule for rule in rules if rule.family == family]


def _family_title(family: str) -> str:
    return f"{family}: {FAMILIES.get(family, 'further rules')}"


def _markdown_table(rules: Sequence[Rule]) -> str:
    rows = (
        f"| [{rule.code}](#{rule.code.lower()}) | {_escaped(_titled(rule))} | {rule.severity or COMPUTES} "
        f"| {_SCOPES[rule.scope]} |"
        for rule in rules
    )
    return "\n".join(["| Code | What | Severity | Looks at |", "| --- | --- | --- | --- |", *rows])


def _titled(rule: Rule) -> str:
    return rule.title + (f" ({rule.clause})" if rule.clause else "")


def _markdown_page(told: Page) -> str:
    lines = [f"- {label}: {_escaped(text)}" for label, text in told.lines]
    return "\n\n".join([f"**{_escaped(told.title)}**: {told.summary}.", *told.paragraphs, "\n".join(lines)])


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


# -- the terminal ------------------------------------------------------------------------------------------------------


def print_list(console: Console, rules: Sequence[Rule]) -> None:
    """One row for each rule, a table for each family."""
    from rich.text import Text  # noqa: PLC0415 -- JSON needs none of it

    from cbec_cli.report.screen import clean, paragraph, table  # noqa: PLC0415 -- the same

    for family, members in by_family(rules):
        console.print(Text(clean(_family_title(family), console), style="bold"))
        rows = [(rule.code, rule.severity or COMPUTES, _SCOPES[rule.scope], _titled(rule)) for rule in members]
        console.print(table(console, ("Code", "Severity", "Looks at", "What"), rows, ()))
        console.print()
    checks = sum(1 for rule in rules if rule.severity)
    told = f"{plural(checks, 'check')}, {plural(len(rules) - checks, 'rule')} that compute"
    paragraph(console, f"{told}. `cbec rule CODE` explains one: law, examples, cure.")


def print_pages(console: Console, rules: Sequence[Rule]) -> None:
    """Every clause in full."""
    from rich.text import Text  # noqa: PLC0415 -- JSON needs none of it

    from cbec_cli.report.screen import clean, paragraph  # noqa: PLC0415 -- the same

    kinds = kinds_of(ALL)
    for place, rule in enumerate(rules):
        told = page(rule, kinds)
        if place:
            console.print()
        console.print(Text(clean(f"{rule.code} {told.title}", console), style="bold"))
        paragraph(console, told.summary, indent=2, style="dim")
        for text in told.paragraphs:
            console.print()
            paragraph(console, text, indent=2)
        console.print()
        _print_lines(console, told)


def _print_lines(console: Console, told: Page) -> None:
    """Label and text of each line; the text folds under itself."""
    from rich.cells import cell_len  # noqa: PLC0415 -- JSON needs none of it
    from rich.text import Text  # noqa: PLC0415 -- the same

    from cbec_cli.report.screen import clean  # noqa: PLC0415 -- the same

    labels = max(cell_len(label) for label, _ in told.lines) + 2
    for label, text in told.lines:
        folded = Text(clean(text, console), overflow="fold").wrap(console, max(10, console.width - labels - 2))
        for place, line in enumerate(folded):
            line.rstrip()
            start = f"  {label if not place else '':<{labels}}"
            console.print(Text(start, style="dim") + line, soft_wrap=True)
