"""DAT: what the tables of a dossier lack, or name that nobody knows.

What stands in a cell is judged where it is read (DAT001, DAT005), and so are rows that stand twice (DAT003).
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, no

START = "2019-01-01"
PAPERS = "海关法 第二十四条"


@rule(
    "DAT001",
    title="A cell of the line cannot be read",
    clause="line of a zone",
    severity="error",
    kinds=["dossier"],
    columns=["line"],
    source="海关总署公告2018年第194号",
    since=START,
    message="{line_fault}",
    fix="write first (一线进区) or second (二线出区)",
    good={"line_unknown": False},
    bad={"line_unknown": True},
)
def line_not_recognised(line_unknown: Flag) -> Flag:
    """Bonded goods cross two lines, into the zone and out of it, and each asks for papers of its own."""
    return line_unknown


@rule(
    "DAT001",
    title="A cell of the line cannot be read",
    clause="day without law",
    severity="error",
    kinds=["dossier"],
    columns=["declared_on", "arrives_on"],
    source="海关总署公告2018年第194号; 商财发〔2018〕486号",
    since=START,
    message="{day_fault}",
    fix="correct the day of declaration or arrival",
    good={"day_without_law": False},
    bad={"day_without_law": True},
)
def day_not_covered(day_without_law: Flag) -> Flag:
    """What documents were asked for before the rules this tool holds began is not known to it."""
    return day_without_law


@rule(
    "DAT002",
    title="A needed cell is empty",
    clause="of a dossier",
    severity="error",
    kinds=["dossier"],
    source=PAPERS,
    since=START,
    message="empty: {empty_cells}",
    fix="fill it in (unmerge merged cells); an empty cell is unknown, and without it nothing can be said",
    good={"cells_empty": 0, "empty_cells": ""},
    bad={"cells_empty": 2, "empty_cells": "mode, hs_code"},
)
def dossier_cell_empty(cells_empty: Count) -> Flag:
    """A shipment needs its number, its supervision mode and its customs code; a document needs its type.

    Licences, inspection and origin rules hang on the customs code; with only a category they cannot be told.
    """
    return cells_empty > 0


@rule(
    "DAT009",
    title="Unknown type of document or category of goods",
    severity="warning",
    kinds=["dossier"],
    columns=["type"],
    source=PAPERS,
    since=START,
    message="{strange_word!r} is no {kind_of_word} this tool knows{nearest_word}; it is not used",
    fix="write an id or a name of `cbec template docs`; leave papers out that customs do not ask for",
    good={"word_unknown": False},
    bad={"word_unknown": True},
)
def type_not_recognised(word_unknown: Flag) -> Flag:
    """Types go by id, Chinese or English name. An unknown one stands for nothing; what it was meant for is missing."""
    return word_unknown


@rule(
    "DAT010",
    title="A document for no shipment",
    severity="warning",
    kinds=["dossier"],
    columns=["shipment_id", "sku", "importer"],
    source=PAPERS,
    since=START,
    message="{document} covers no shipment of this dossier: {what_it_names}",
    fix="name the shipment, the article (sku) or the party it covers, as the shipments do; or take it out",
    good={"covers_a_shipment": True},
    bad={"covers_a_shipment": False},
)
def document_for_no_shipment(covers_a_shipment: Flag) -> Flag:
    """A document listed under a mistyped number helps nobody, and its shipment is blocked for the lack of it."""
    return no(covers_a_shipment)
