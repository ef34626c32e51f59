"""DAT: what a table lacks, repeats or contradicts, seen by a check.

What stands in a cell is judged where it is read; these rules look at cells that are empty, lines that stand twice and
orders whose lines disagree.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag

START = "2016-04-08"
DATA = "海关总署公告2018年第194号 (truthful data)"
LIST = "海关总署公告2018年第113号 企业对接报文规范 202205版 (CEB621)"


@rule(
    "DAT002",
    title="A needed cell is empty",
    clause="needed in a declaration",
    severity="error",
    source=LIST,
    since=START,
    message="empty: {needed_columns}",
    fix="fill it in (unmerge merged cells); an empty cell is unknown, never zero",
    good={"needed_empty": 0, "needed_columns": ""},
    bad={"needed_empty": 5, "needed_columns": "origin, unit1"},
)
def declared_cell_empty(needed_empty: Count) -> Flag:
    """Every line needs its code, name, specification, origin, quantities, units and prices, every order its parties.

    A declaration list (or a product of a catalogue) is not complete without them. What belongs to the order may be
    given on one of its lines, and is told once. Where the truth is "none" or "nothing", write that: 无 for a barcode,
    0 for the price of a gift.
    """
    return needed_empty > 0


@rule(
    "DAT005",
    title="A code or number damaged by a spreadsheet",
    severity="error",
    source=DATA,
    since=START,
    message="a code or number of this line was damaged by a spreadsheet (see its cell)",
    fix="take it from where it came from; format the column as text before pasting",
    good={"cell_damaged": False},
    bad={"cell_damaged": True},
)
def code_damaged(cell_damaged: Flag) -> Flag:
    """A spreadsheet that takes a code for a number writes 1.10101E+17, drops leading zeros and keeps fifteen digits.

    Told by the reader with the cell and, where it can be seen, what the code likely was. What is lost is never put
    back by itself.
    """
    return cell_damaged


@rule(
    "DAT006",
    title="How the file was read",
    scope="file",
    severity="note",
    source=DATA,
    since=START,
    message="headings or rows that were read with an assumption: {reading_notes}",
    fix="see the note; --map and --sheet say it otherwise",
    good={"reading_notes": 0},
    bad={"reading_notes": 1},
)
def read_with_a_note(reading_notes: Count) -> Flag:
    """Told by the reader: a heading that could mean two columns, a column nobody knows, rows passed over."""
    return reading_notes > 0


@rule(
    "DAT003",
    title="A line stands twice",
    severity="error",
    kinds=["declarations"],
    columns=["line_no", "order_no"],
    source=LIST,
    since=START,
    official_code="-621027",
    message="line {line_no} of the order already stands in {first_seen_place}",
    fix="delete the row if it is the same goods twice, else give it the next line number",
    good={"line_repeated": False, "line_no": "2", "first_seen_place": ""},
    bad={"line_repeated": True, "line_no": "1", "first_seen_place": "row 2"},
)
def line_declared_twice(line_repeated: Flag) -> Flag:
    """One order and one line number name one line; a file that was appended twice declares everything twice."""
    return line_repeated


@rule(
    "DAT004",
    title="Lines of one order disagree about the order",
    clause="texts",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["order_no"],
    source=DATA,
    since=START,
    message="lines of the order give different values for {disagreeing_texts}",
    fix="repeat the same value on each line; if they are two orders, give them two numbers",
    good={"texts_disagree": 0, "disagreeing_texts": ""},
    bad={"texts_disagree": 2, "disagreeing_texts": "consignee_address"},
)
def order_texts_differ(texts_disagree: Count) -> Flag:
    """An order has one buyer, one consignee, one waybill, one platform: order, payment and waybill must match."""
    return texts_disagree > 0


@rule(
    "DAT008",
    title="Some rules could not speak",
    scope="file",
    severity="note",
    source=DATA,
    since=START,
    message="no column for {absent_columns}: {rules_silent} rules saw nothing to judge ({silent_rules})",
    fix="add the columns to have them judged; `cbec template {table_kind}` has them all",
    good={"rules_silent": 0, "absent_columns": "", "silent_rules": "", "table_kind": "catalog"},
    bad={
        "rules_silent": 2,
        "absent_columns": "barcode, pack_no",
        "silent_rules": "DEC009, DEC017",
        "table_kind": "catalog",
    },
)
def rules_without_columns(rules_silent: Count) -> Flag:
    """No finding of a rule whose column is absent does not mean that there is nothing to find."""
    return rules_silent > 0
