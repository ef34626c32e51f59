"""From a rule that speaks to a finding a person can act on: place, words, excerpt; personal data masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.findings import Finding
from cbec_cli.engine.mask import mask, mask_lookalikes
from cbec_cli.law import goods as goods_law
from cbec_cli.tables.columns import COLUMNS, column
from cbec_cli.work.checking.baseline import content_key
from cbec_cli.work.checking.collect import ORDER_NUMBERS, ORDER_TEXTS
from cbec_cli.work.checking.line_facts import APART, LIMITED, RATE_CODES
from cbec_cli.work.checking.names import name_suggests, successor
from cbec_cli.work.checking.order_facts import MODE_COLUMNS
from cbec_cli.work.checking.texts import Encoded
from cbec_cli.work.messages import speak
from cbec_cli.work.plan import LINE_CHECKS
from cbec_cli.work.reasons import line_fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cbec_cli.engine.mask import Personal
    from cbec_cli.engine.register import Rule
    from cbec_cli.work.checking.code_facts import CodeFacts
    from cbec_cli.work.checking.inspection import Inspection
    from cbec_cli.work.checking.line_facts import LineFacts

SHOWN = ("order_no", "line_no", "sku", "name", "hs_code", "qty", "unit", "unit_price")
"""Cells of a row that tell people which one it is."""

RAW = "raw "
"""Before the name of a text: as it stands in the cell, for judges only; never shown."""

_NUMBERS = frozenset(("order_no", "logistics_no", "barcode", "hs_code", "bill_no", "payment_no"))
"""Numbers that may look like a telephone number and are none."""

_ROW = re.compile(r"row \d+")
"""What a message says of rows is no content: the same finding tomorrow may stand elsewhere."""

_LONGEST = 60
_CODES_SHOWN = 4
_PERSONAL: dict[str, Personal] = {each.name: each.personal for each in COLUMNS if each.personal}


class Teller:
    """Makes findings; asks for words only when a finding is made."""

    def __init__(self, inspection: Inspection) -> None:
        """Nothing is told yet."""
        self._inspection = inspection
        self._show = inspection.options.show_personal_data

    def line(self, found: Rule, severity: str, facts: LineFacts, i: int) -> Finding:
        """A rule that speaks on a line of a chunk."""
        return self._finding(found, severity, facts, i, self._line_fact(found, facts, i))

    def order(self, found: Rule, severity: str, order: int) -> Finding:
        """A rule that speaks on an order, told at its first line."""
        number, i = self._inspection.place(int(self._inspection.sums.first[order]))
        facts = self.facts_of(number)
        return self._finding(found, severity, facts, i, self._order_fact(found, facts, order))

    def facts_of(self, number: int) -> LineFacts:
        """The facts of a chunk; the last one is kept."""
        if getattr(self, "_last", (None, None))[0] != number:
            self._last = number, self._inspection.line_facts(number)
        return self._last[1]

    def _finding(self, found: Rule, severity: str, facts: LineFacts, i: int, fact: Callable[[str], Any]) -> Finding:
        source = facts.source
        about = self._about(found, fact)
        marked = [name for name in about if name in source.fields][:4]
        reason = speak(found, fact)
        order_no = self.cell(facts, i, "order_no")
        line_no = "" if found.scope in ("order", "buyer") else self.cell(facts, i, "line_no")
        sku = self.cell(facts, i, "sku")
        return Finding(
            code=found.code,
            severity=severity,  # type: ignore[arg-type]  # checked where settings are read
            message=reason.message,
            fix=reason.fix,
            law=reason.law,
            file=source.name,
            sheet=source.sheet,
            row=int(facts["row"][i]),
            column=source.headings[source.fields[marked[0]]] if marked else "",
            order_no=order_no,
            line_no=line_no,
            official_code=found.official_code,
            excerpt=self._excerpt(facts, i, marked),
            key=content_key(found.code, source.name, order_no, line_no, sku, _ROW.sub("row", reason.message)),
        )

    def cell(self, facts: LineFacts, i: int, name: str) -> str:
        """A cell as the user wrote it."""
        fields = facts.source.fields
        return (facts.cells.column(fields[name])[i].as_py() or "").strip() if name in fields else ""

    def masked(self, name: str, text: str) -> str:
        """A cell as it may be shown."""
        if self._show:
            return text
        kind = _PERSONAL.get(name)
        return mask_lookalikes(text) if kind is None and name not in _NUMBERS else mask(kind or "", text)

    def _excerpt(self, facts: LineFacts, i: int, marked: list[str]) -> tuple[tuple[str, str, bool], ...]:
        source = facts.source
        names = [name for name in SHOWN if name in source.fields and name not in marked] + marked
        names.sort(key=lambda name: source.fields[name])
        return tuple(
            (
                source.headings[source.fields[name]],
                _short(self.masked(name, self.cell(facts, i, name))),
                name in marked,
            )
            for name in names
        )

    def _about(self, found: Rule, fact: Callable[[str], Any]) -> list[str]:
        """The columns a finding is about: those a judge finds fault with, or a bitmask names, else the rule's own."""
        for name, columns in self._bits().items():
            if name in found.needs:
                bits = fact(name)
                return [each for bit, each in enumerate(columns) if bits >> bit & 1]
        if "lines_disagree" in found.needs:  # what a costing says of an order's cells: the columns that differ
            return [str(name) for name in fact("disagreeing").split(", ")]
        judged = [name for name, judge in found.judges.items() if (text := fact(RAW + name)) and judge(text)]
        return judged or list(found.columns)

    def _bits(self) -> dict[str, Iterable[str]]:
        return {
            "needed_empty": self._inspection.needed,
            "fields_missing": MODE_COLUMNS,
            "fields_forbidden": MODE_COLUMNS,
            "fields_too_long": LIMITED,
            "texts_disagree": (*ORDER_TEXTS, *ORDER_NUMBERS),
        }

    # -- words ---------------------------------------------------------------------------------------------------

    def _line_fact(self, found: Rule, facts: LineFacts, i: int) -> Callable[[str], Any]:
        row = int(facts.code_rows[i])
        order = int(facts.order[i])
        words = self._inspection.codes.texts[row]
        of_costing = line_fact(self._inspection.batch, facts.number, i)

        def fact(name: str) -> Any:
            if name.startswith(RAW):
                return self._raw(facts, name.removeprefix(RAW), i, order)
            if name in _WORDS:
                return _WORDS[name](self, facts, i)
            if name == "why":
                return self._why(found, facts, fact)
            if name in words:
                return words[name]
            if name in facts:
                return self._value(facts, name, i)
            return of_costing(name)

        return fact

    def _order_fact(self, found: Rule, facts: LineFacts, order: int) -> Callable[[str], Any]:
        def fact(name: str) -> Any:
            if name.startswith(RAW):
                return self._order_text(name.removeprefix(RAW), order)
            if name == "why":
                return self._why(found, facts, fact)
            if name in _ORDER_BITS:
                return self.names(facts, int(self._inspection.order_facts[_ORDER_BITS[name]][order]), name)
            if name in ("day", "mode_text", "disagreeing"):
                return self._inspection.batch.orders.text(name, order)
            return self._order_value(name, order)

        return fact

    def _why(self, found: Rule, facts: LineFacts, fact: Callable[[str], Any]) -> str:
        source = facts.source
        said = []
        for name, judge in found.judges.items():
            text = fact(RAW + name)
            if text and (fault := judge(text)):
                heading = source.headings[source.fields[name]] if name in source.fields else column(name).title
                said.append(f"{heading}: {fault}" if len(found.judges) > 1 else fault)
        return "; ".join(said)

    def _raw(self, facts: LineFacts, name: str, i: int, order: int) -> str:
        """A text unmasked, for judges only."""
        if name in facts.table.column_names:
            return facts.texts(name).text(i)
        return self._order_text(name, order)

    def _order_text(self, name: str, order: int) -> str:
        texts = self._inspection.order_facts.get(name)
        return texts.text(order) if isinstance(texts, Encoded) else ""

    def _value(self, facts: LineFacts, name: str, i: int) -> Any:
        value = facts[name]
        if hasattr(value, "text"):
            return _short(self.masked(name, value.text(i)))
        return value[i].item() if isinstance(value, np.ndarray) else value

    def _order_value(self, name: str, order: int) -> Any:
        inspection = self._inspection
        tables = (inspection.order_facts, inspection.batch.orders.facts, inspection.plain)
        value = next(table[name] for table in tables if name in table)
        if hasattr(value, "text"):
            return _short(self.masked(name, value.text(order)))
        return value[order].item() if isinstance(value, np.ndarray) else value

    def names(self, facts: LineFacts, bits: int, name: str) -> str:
        """The columns that bits stand for, as the user heads them."""
        columns = list(self._bits()[_ORDER_BITS.get(name, name)])
        source = facts.source
        return ", ".join(
            source.headings[source.fields[each]] if each in source.fields else column(each).title
            for bit, each in enumerate(columns)
            if bits >> bit & 1
        )


_ORDER_BITS = {
    "missing_fields": "fields_missing",
    "forbidden_fields": "fields_forbidden",
    "disagreeing_texts": "texts_disagree",
}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _name(facts: LineFacts, i: int) -> str:
    return facts.texts("name").text(i)


def _code(facts: LineFacts, i: int) -> str:
    return facts.inspection.code_text(int(facts.code_rows[i]))


def _codes(facts: LineFacts) -> CodeFacts:
    return facts.inspection.codes


def _missing_elements(_: Teller, facts: LineFacts, i: int) -> str:
    specified = (facts.specifications[i].as_py() or "").split(APART)
    return ", ".join(facts.inspection.missing_elements(specified, int(facts.code_rows[i])))


def _rate_reasons(_: Teller, facts: LineFacts, i: int) -> str:
    fact = line_fact(facts.inspection.batch, facts.number, i)
    flags = int(facts["flags"][i])
    return "; ".join(
        speak(check, fact).message
        for bit, check in enumerate(LINE_CHECKS)
        if flags >> bit & 1 and check.code in RATE_CODES
    )


def _first_seen(_: Teller, facts: LineFacts, i: int) -> str:
    """Where the line of the same number stands: `row 2`, with its file if it is another one."""
    number, at = facts.inspection.place(int(facts.seen()[i]))
    there = facts.inspection.batch.chunk_source[number]
    row = int(facts.inspection.batch.spool.arrays(number, "read")["row"][at])
    return f"row {row}" if there is facts.source else f"row {row} of {there.name}"


def _name_codes(_: Teller, facts: LineFacts, i: int) -> str:
    """The codes a name stands with: `0409000000, 3304990029 …`."""
    found = facts.inspection.codes_of_names.of(int(facts["group_name"][i]))
    return ", ".join(found[:_CODES_SHOWN]) + (" …" if len(found) > _CODES_SHOWN else "")


_WORDS: dict[str, Callable[[Teller, LineFacts, int], str]] = {
    "first_seen_place": _first_seen,
    "needed_columns": lambda teller, facts, i: teller.names(facts, int(facts["needed_empty"][i]), "needed_empty"),
    "too_long": lambda teller, facts, i: teller.names(facts, int(facts["fields_too_long"][i]), "fields_too_long"),
    "name_suggests": lambda _, facts, i: name_suggests(_name(facts, i), _codes(facts).compared[facts.code_rows[i]]),
    "name_codes": _name_codes,
    "successor": lambda _, facts, i: successor(_name(facts, i), _codes(facts).unknown[facts.code_rows[i]]),
    "claim_words": lambda _, facts, i: goods_law.claims_fault(_name(facts, i), _code(facts, i)),
    "missing_elements": _missing_elements,
    "rate_reasons": _rate_reasons,
}
