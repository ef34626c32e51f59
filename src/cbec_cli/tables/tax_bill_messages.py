"""Messages CEB816 (电子税单) and CEB818 (its status), read event by event and safe against hostile XML.

What customs send does not follow their own schema to the letter: names are matched without namespace and case, fields
only where they stand directly in their record, and everything else is passed over. A document type, which no message
has, is refused, and with it every entity; how deep, how long and how large something may be is bounded before it is
kept.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables import arrow
from cbec_cli.tables.sniff import sniff
from cbec_cli.tables.tax_bill_cells import FIELDS, LINE_FIELDS, STATE_FIELDS, Cells

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DEEPEST = 64
LONGEST_TEXT = 4_096
MOST_LINES = 1_000
LONGEST_TAG = 4 << 20
LARGEST = 4 << 30
"""Bounds of a message: nesting, characters of a field, lines of a bill (99 by the schema), bytes of a tag or comment,
bytes of the file."""

_PIECE = 1 << 16
_BILLS = 65_536
_TAXES = {"customsTax": "duty", "consumptionTax": "consumption_tax", "valueAddedTax": "vat"}
_STATE = {"taxNo": "tax_no", "entDutyNo": "ent_duty_no", "status": "status", "returnTime": "moment"}
_NUMBERS = {"invtNo": "invt_no", "orderNo": "order_no", "logisticNo": "logistics_no", "logisticsNo": "logistics_no"}
ELEMENTS = {field: element for element, field in (*_NUMBERS.items(), *_STATE.items(), *_TAXES.items())}
"""Field of a bill's head → its element."""


def _record(*elements: dict[str, str]) -> dict[str, str]:
    """Elements of a record, case folded → our fields."""
    return {element.lower(): field for each in elements for element, field in each.items()}


_RECORDS: dict[str, dict[str, str]] = {
    "taxheadrd": _record(_STATE, _NUMBERS, _TAXES),
    "taxlistrd": _record({"gnum": "gnum", "gcode": "code", "taxPrice": "value"}, _TAXES),
    "taxheadstatus": _record(_STATE),
}
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']\s*(gb[\w-]+|cp936|ms936|936)""", re.IGNORECASE)
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_MESSAGE = re.compile(r"ceb\d+message")


def is_message(path: Path, name: str) -> bool:
    """Whether a file is XML rather than a table.

    Raises:
        CannotRun: absent, empty, not to be read.
    """
    try:
        if not path.is_file():
            sniff(path, name)  # says why; a pipe must not be opened, it could be read only once
        with path.open("rb") as opened:
            start = opened.read(512)
    except OSError:
        sniff(path, name)  # says why
        raise
    plain = start.lstrip(_MARKS).replace(b"\0", b"").lower()
    return plain.startswith(b"<") and not plain.startswith((b"<html", b"<!doctype html", b"<table"))


def read_message(path: Path, name: str) -> Generator[Cells, None, str]:
    """The bills and states of a message, some ten thousand at a time.

    Returns:
        What the file is, in words, if it is no message about tax bills; else empty.

    Raises:
        CannotRun: hostile, damaged, or too large.
    """
    if path.stat().st_size > LARGEST:
        raise CannotRun(f"{name}: larger than {LARGEST >> 30} GB", "split the message")
    with path.open("rb") as opened:
        handler = _Handler(name)
        parser = _parser(handler)
        feed = _Feed(opened, handler)
        while piece := feed.read():
            _parse(parser, piece, name)
            if handler.full:
                yield handler.cells()
        _parse(parser, None, name)
    if handler.root in ("ceb816message", "ceb818message") or handler.found:
        yield handler.cells()
        return ""
    if _MESSAGE.fullmatch(handler.root):
        return f"a {handler.root[:6].upper()} message, which is no tax bill"
    return f"not a message about tax bills: its root is <{handler.root_name[:60]}>"


def _parser(handler: _Handler) -> Any:
    """A parser that refuses document types and entities."""
    parser: Any = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    parser.start_element, parser.end_element = (
        handler.startElement,
        handler.endElement,
    )  # skips a call and an object each
    return parser


def _parse(parser: Any, piece: bytes | str | None, name: str) -> None:
    """Give the parser a piece, or None at the end.

    Raises:
        CannotRun: what it refuses, in words.
    """
    try:
        if piece is None:
            parser.close()
        else:
            parser.feed(piece)
    except DefusedXmlException:
        raise CannotRun(
            f"{name}: refused, it declares a document type or entities, as attacks do",
            "no customs message does; find out where the file comes from",
        ) from None
    except SAXParseException as error:
        place = f"line {error.getLineNumber()}, column {error.getColumnNumber()}"
        raise CannotRun(f"{name}: damaged XML, {place}: {error.getMessage()}", "download the message again") from None
    except (SAXException, ValueError, LookupError) as error:
        raise CannotRun(f"{name}: XML that cannot be read: {error}", "save it as UTF-8") from None


class _Feed:
    """Pieces of a file, decoded where expat cannot (GBK), and bounded between two events of the parser."""

    def __init__(self, opened: BinaryIO, handler: _Handler) -> None:
        self._opened, self._handler = opened, handler
        self._first = True
        self._decoder: codecs.IncrementalDecoder | None = None

    def read(self) -> bytes | str:
        """The next piece, empty at the end.

        Raises:
            CannotRun: a tag or comment without end, or text that is not in the encoding it names.
        """
        piece = self._opened.read(_PIECE)
        if self._first:
            self._first = False
            piece = self._begin(piece)
        self._handler.unheard += len(piece)
        if self._handler.unheard > LONGEST_TAG:
            raise CannotRun(
                f"{self._handler.name}: a tag or comment of over {LONGEST_TAG >> 20} MB", "no customs message has one"
            )
        if self._decoder is None:
            return piece
        try:
            return self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError:
            raise CannotRun(f"{self._handler.name}: its text is not the GBK it names", "save it as UTF-8") from None

    def _begin(self, piece: bytes) -> bytes:
        """Without blanks before the declaration, which XML does not allow and programs write."""
        bare = piece.lstrip(b" \t\r\n")
        if _DECLARED.match(bare.removeprefix(codecs.BOM_UTF8)):
            self._decoder = codecs.getincrementaldecoder("gb18030")()
        return bare


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    """An element's name without namespace and case."""
    return name.rpartition(":")[2].lower()


class _Handler(ContentHandler):
    """Collects the fields of bills from the events of the parser."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.root = self.root_name = ""
        self.unheard = 0
        self.found = 0
        self._depth = self._record_depth = 0
        self._record: dict[str, str] | None = None
        self._kind = self._field = ""
        self._fields: dict[str, str] = {}
        self._text: list[str] = []
        self._size = 0
        self._head: dict[str, str] | None = None
        self._bill_lines: list[dict[str, str]] = []
        self._clear()

    def _clear(self) -> None:
        self._heads: list[dict[str, str]] = []
        self._lines: list[dict[str, str]] = []
        self._counts: list[int] = []
        self._places: list[int] = []
        self._states: list[dict[str, str]] = []

    @property
    def full(self) -> bool:
        """Enough bills for a chunk."""
        return len(self._heads) + len(self._states) >= _BILLS

    # -- events of the parser; their names are its own --------------------------------------------------------------

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802, ARG002 -- the parser's name and arguments
        """An element begins."""
        self.unheard = 0
        self._depth += 1
        if self._depth > DEEPEST:
            raise CannotRun(f"{self.name}: elements nested over {DEEPEST} deep", "no customs message has that")
        if self._record is not None:
            if self._depth == self._record_depth + 1:
                self._field = self._fields.get(_local(name), "")
                self._text, self._size = [], 0
            return
        local = _local(name)
        if self._depth == 1:
            self.root, self.root_name = local, name
        if local in _RECORDS:
            self._kind, self._fields = local, _RECORDS[local]
            self._record, self._record_depth = {}, self._depth

    def characters(self, content: str) -> None:
        """Text; only that of a field is kept."""
        self.unheard = 0
        if self._field and self._depth == self._record_depth + 1:
            self._size += len(content)
            if self._size > LONGEST_TEXT:
                raise CannotRun(
                    f"{self.name}: a field {self._field} of over {LONGEST_TEXT:,} characters",
                    "no customs message has it",
                )
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 -- the parser's name
        """An element ends: a field, a record, or a bill."""
        self.unheard = 0
        if self._record is None:
            if _local(name) == "tax":
                self._bill()
        elif self._depth == self._record_depth + 1:
            if self._field:
                self._keep(self._record, "".join(self._text).strip())
                self._field = ""
        elif self._depth == self._record_depth:
            self._end_record(self._record)
        self._depth -= 1

    def endDocument(self) -> None:  # noqa: N802 -- the parser's name
        """The last bill may stand without an element around it."""
        self._bill()

    # -- what they make ------------------------------------------------------------------------------------------------

    def _keep(self, record: dict[str, str], text: str) -> None:
        before = record.get(self._field)
        if before and text and before != text:
            number = self.found + 1 + (self._kind == "taxheadrd" and self._head is not None)
            raise CannotRun(
                f"{self.name}, tax bill {number}: {self._field} stands twice, as {before[:40]!r} and {text[:40]!r}",
                "download the message again",
            )
        if text:
            record[self._field] = text

    def _end_record(self, record: dict[str, str]) -> None:
        self._record = None
        if self._kind == "taxheadstatus":
            self._states.append(record)
            self.found += 1
        elif self._kind == "taxheadrd":
            if self._head is not None:
                self._bill()
            self._head = record
        else:
            self._bill_lines.append(record)
            if len(self._bill_lines) > MOST_LINES:
                raise CannotRun(f"{self.name}: a bill of over {MOST_LINES:,} lines", "the schema allows 99")

    def _bill(self) -> None:
        """The bill is complete."""
        if self._head is None and self._bill_lines:
            raise CannotRun(f"{self.name}: lines of a tax bill without its head", "download the message again")
        if self._head is None:
            return
        self.found += 1
        self._heads.append(self._head)
        self._places.append(self.found)
        self._counts.append(len(self._bill_lines))
        self._lines += self._bill_lines
        self._head, self._bill_lines = None, []

    def cells(self) -> Cells:
        """What was collected since the last call."""
        made = Cells(
            texts=_columns(self._heads, FIELDS),
            places=np.array(self._places, np.int64),
            line_counts=np.array(self._counts, np.int64),
            lines=_columns(self._lines, LINE_FIELDS) if self._lines else {},
            states=_columns(self._states, STATE_FIELDS) if self._states else {},
            names=ELEMENTS,
        )
        self._clear()
        return made


def _columns(records: list[dict[str, str]], fields: tuple[str, ...]) -> dict[str, Any]:
    """Records as columns of texts."""
    return {field: arrow.strings([record.get(field) for record in records]) for field in fields}
