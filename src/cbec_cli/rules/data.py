"""DAT, HSC, DEC: lines and orders whose cells leave no answer.

`effect="refused"`: no amount is given for the line; an order with such a line has no answer either.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, Price, Quantity, Route, no, payable, priced, to_fen
from cbec_cli.rules.routes import CBEC, PARCEL

START = "2016-04-08"
DATA = "海关总署公告2018年第194号 (truthful data)"
_ALL_KNOWN = {"total_known": True, "price_known": True, "qty_given": True}


@rule(
    "DAT001",
    title="A cell of the line cannot be read",
    severity="error",
    effect="refused",
    source=DATA,
    since=START,
    message="a cell of this line is not what its column needs (see the findings)",
    fix="correct the cell named in the findings",
    good={"unreadable": False},
    bad={"unreadable": True},
)
def cell_unreadable(unreadable: Flag) -> Flag:
    """An unreadable amount, quantity, date or code leaves the line without an answer; it is never guessed."""
    return unreadable


@rule(
    "DAT002",
    title="A needed cell is empty",
    severity="error",
    effect="refused",
    columns=["hs_code", "qty", "unit_price"],
    kinds=[],
    source=DATA,
    since=START,
    message="the line needs a code, a quantity, a unit or total price and its order number; missing: {missing}",
    fix="fill in the missing cell (unmerge merged ones); an empty cell is unknown, never zero",
    good={
        "hs_given": True,
        "qty_given": True,
        "price_given": True,
        "order_given": True,
        "unreadable": False,
        "missing": "",
    },
    bad={
        "hs_given": True,
        "qty_given": True,
        "price_given": False,
        "order_given": True,
        "unreadable": False,
        "missing": "unit_price",
    },
)
def needed_cell_empty(hs_given: Flag, qty_given: Flag, price_given: Flag, order_given: Flag, unreadable: Flag) -> Flag:
    """Code, quantity and price are the least a line needs; its order too, where the file has a column for it."""
    return no(hs_given & qty_given & price_given & order_given) & no(unreadable)


@rule(
    "HSC002",
    title="Code not in the tariff on the day",
    severity="error",
    effect="refused",
    columns=["hs_code"],
    unless=["HSC001", "DAT005"],
    source="税委会公告2025年第11号",
    since=START,
    message="code {hs_code} is not in the tariff on {day}; nearest: {choices}",
    fix="look it up with `cbec hs`; ten digits are declared",
    good={"code_known": True, "hs_given": True, "hs_code": "3304990029", "choices": "", "day": "2026-11-23"},
    bad={"code_known": False, "hs_given": True, "hs_code": "3304990028", "choices": "3304990029", "day": "2026-11-23"},
)
def code_not_in_the_tariff(code_known: Flag, hs_given: Flag) -> Flag:
    """Only a code of the tariff in force has rates. Codes are renumbered every January."""
    return hs_given & no(code_known)


@rule(
    "DEC012",
    title="Not an import mode",
    scope="order",
    severity="error",
    effect="refused",
    columns=["mode"],
    kinds=["declarations"],
    source="海关总署公告2014年第12号、第57号; 2016年第75号; 2020年第75号",
    since=START,
    message="supervision mode {mode_text} is not a mode of CBEC retail import "
    "(9610, 1210, 1239) or general trade (0110)",
    fix="correct the supervision mode (监管方式); 9710 and 9810 are exports",
    good={"import_mode": True, "mode_text": "9610"},
    bad={"import_mode": False, "mode_text": "9710"},
)
def not_an_import_mode(import_mode: Flag) -> Flag:
    """9710 and 9810 exist for exports only; other modes are outside this tool."""
    return no(import_mode)


@rule(
    "DAT004",
    title="Lines of one order disagree about the order",
    scope="order",
    severity="error",
    effect="refused",
    columns=["order_freight", "order_insurance", "order_discount", "mode", "buyer_id", "year_to_date", "declared_on"],
    kinds=["declarations"],
    source=DATA,
    since=START,
    message="lines of the order give different values for {disagreeing}",
    fix="an order has one mode, one buyer, one day and one freight, insurance and "
    "discount: repeat the same value on each line",
    good={"lines_disagree": False, "disagreeing": ""},
    bad={"lines_disagree": True, "disagreeing": "order_freight"},
)
def order_cells_differ(lines_disagree: Flag) -> Flag:
    """Order-level cells are repeated on each line or given once; different values leave the order undecided."""
    return lines_disagree


@rule(
    "DAT007",
    title="A line of the order has no answer",
    scope="order",
    severity="error",
    effect="refused",
    kinds=[],
    source=DATA,
    since=START,
    message="lines of the order that cannot be costed: {refused_lines}",
    fix="correct the lines named in the findings",
    good={"refused_lines": 0},
    bad={"refused_lines": 1},
)
def line_without_answer(refused_lines: Count) -> Flag:
    """An order is cleared as a whole: one line without an answer leaves the order without one."""
    return refused_lines > 0


@rule(
    "TAX115",
    title="Year before 2016-04-08",
    scope="order",
    severity="error",
    effect="refused",
    columns=["declared_on"],
    kinds=["declarations"],
    source="财关税〔2016〕18号",
    since=START,
    message="CBEC retail import tax starts on 2016-04-08; {day} is before it",
    fix="correct the date of declaration",
    good={"before_start": False, "day": "2016-04-08"},
    bad={"before_start": True, "day": "2016-04-07"},
)
def before_the_law(before_start: Flag) -> Flag:
    """No limit and no relief was in force before."""
    return before_start


@rule(
    "DEC008",
    title="Origin not recognised",
    severity="error",
    effect="refused",
    columns=["origin"],
    kinds=[],
    source="关税法 第十二条、第十九条",
    since=START,
    message="{origin_text!r} is no country this tool knows; nearest: {origin_near}",
    fix="write the customs code, the ISO code or the name; 701 if the origin is really not known (国别不详)",
    good={"origin_strange": True, "route": 1, "origin_text": "Gemany", "origin_near": "Germany"},
    bad={"origin_strange": True, "route": 3, "origin_text": "Gemany", "origin_near": "Germany"},
)
def origin_not_recognised(origin_strange: Flag, route: Route) -> Flag:
    """Duty depends on the origin; within the limits of CBEC it does not."""
    return origin_strange & no((route == CBEC) | (route == PARCEL))


@rule(
    "DEC001",
    title="Total price is not unit price × quantity",
    severity="error",
    effect="estimated",
    columns=["total_price", "unit_price"],
    unless=["TAX103"],
    source="海关总署公告2018年第194号; 清单 totalPrice",
    since=START,
    message="total price {total_price} is not {unit_price} × {qty}",
    fix="correct one of the three cells; gifts are priced 0",
    good={"unit_price": 1000000, "qty": 300000, "total_price": 3000000, **_ALL_KNOWN},
    bad={"unit_price": 1000000, "qty": 300000, "total_price": 3002000, **_ALL_KNOWN},
)
def total_price_differs(
    unit_price: Price, qty: Quantity, total_price: Price, total_known: Flag, price_known: Flag, qty_given: Flag
) -> Flag:
    """The declaration list must satisfy total = price × quantity; a fen of rounding is let pass."""
    stated, computed = payable(to_fen(total_price)), payable(priced(unit_price, qty))
    return total_known & price_known & qty_given & ((stated > computed + 1) | (computed > stated + 1))


@rule(
    "DEC016",
    title="Currency not recognised",
    severity="error",
    effect="refused",
    columns=["currency"],
    source="海关总署令第272号 第十三条",
    since=START,
    message="{currency_text!r} is no currency this tool knows",
    fix="write the ISO code (USD) or the customs code (502); `$` alone could be several",
    good={"currency_strange": False, "currency_text": "USD"},
    bad={"currency_strange": True, "currency_text": "$"},
)
def currency_not_recognised(currency_strange: Flag) -> Flag:
    """An amount in an unknown currency is no amount."""
    return currency_strange
