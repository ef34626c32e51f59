"""Write returns and their declarations: `python examples/make_returns.py [FOLDER]` makes returns.xlsx, released.csv.

Declarations of late 2026 that were released, and the returns of some of them as they stand on 2026-11-23. Each return
shows one thing; README.md beside this file says which. Built from the tables below, in which a case can be read (and
added) as one line. Goods, firms and buyers are those of make_declarations.py: invented.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from make_declarations import ARTICLES, FIRMS, WAYS, articles, measures, person
from make_orders import BUYERS, save, table
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cbec_cli.tables.columns import column, columns_of

Cell = str | int | date | Decimal | None
Row = dict[str, Cell]

RELEASED = """
order_no | mode | released   | place | goods
TH01     | 1210 | 2026-10-20 | 浙江  | BL-DK-480*1
TH02     | 1210 | 2026-11-10 | 江苏  | RN-VN-41*1
TH03     | 1210 | 2026-10-24 | 浙江  | HD-MY-1*1
TH04     | 1210 | 2026-10-23 | 上海  | HD-MY-1*1
TH05     | 1210 | 2026-10-09 | 广东  | RN-VN-41*1
TH06     | 1210 | 2026-10-08 | 广东  | RN-VN-41*1
TH07     | 1210 | 2026-10-27 | 四川  | TB-NL-1*1
TH08     | 1210 | 2026-10-21 | 浙江  | MF-NL-900*6, DP-JP-L54*2
TH09     | 1210 | 2026-10-22 | 北京  | BL-DK-480*1
TH10     | 9610 | 2026-10-22 | 北京  | TN-KR-200*2
TH11     | 1210 | 2026-10-25 | 江苏  | CR-FR-50*1
TH12     | 1210 | 2026-10-25 | 江苏  | HD-MY-1*1
TH13     | 1210 | 2026-10-26 | 浙江  | SH-JP-500*3
TH14     | 1210 | 2026-10-26 | 上海  | RN-VN-41*1
TH15     | 1210 | 2026-10-28 | 广东  | BL-DK-480*1
TH16     | 1210 | 2026-10-28 | 四川  | RN-VN-41*1
TH17     | 1210 | 2026-10-30 | 浙江  | HD-MY-1*1
TH18     | 1210 | 2026-10-12 | 江苏  | TB-NL-1*1
TH19     | 1210 | 2026-11-02 | 上海  | BL-DK-480*2
TH20     | 1210 | 2026-09-10 | 四川  | DP-JP-L54*4
TH21     | 1210 | 2026-01-02 | 北京  | BL-DK-480*1
TH22     | 9610 | 2026-10-29 | 广东  | VC-US-150*2
TH23     | 1210 | 2026-11-05 | 浙江  | MF-NL-900*3
"""

ORDERED = {"TH21": date(2025, 12, 30)}
"""Orders of the year before; all others were ordered two days before release."""

OTHERS = ("浙江", "江苏", "上海", "广东", "北京", "四川")
SOLD = {"MF-NL-900": 24, "DP-JP-L54": 18, "RN-VN-41": 14, "BL-DK-480": 12, "HD-MY-1": 9, "SH-JP-500": 10}
"""Pieces that nobody sends back, so that rates of return say something."""

RETURNS = """
return_no | order_no | line | sku       | qty | applied    | arrived    | to     | condition | reason       | grade | more
R-001     | TH01     | 1    | BL-DK-480 | 1   | 2026-10-28 | 2026-11-04 | 原场所 | 原状      | 七天无理由   | A     | refund=ok
R-002     | TH02     | 1    | RN-VN-41  | 1   |            |            |        |           | 尺码不合     |       |
R-003     | TH03     | 1    | HD-MY-1   | 1   | 2026-11-23 |            | 原场所 |           | 七天无理由   |       |
R-004     | TH04     | 1    | HD-MY-1   | 1   | 2026-11-23 |            | 原场所 |           | 七天无理由   |       |
R-005     | TH05     | 1    | RN-VN-41  | 1   | 2026-10-20 | 2026-11-23 | 原场所 | 原状      | 尺码不合     | A     |
R-006     | TH06     | 1    | RN-VN-41  | 1   | 2026-10-20 | 2026-11-23 | 原场所 | 原状      | 尺码不合     | B     |
R-007     | TH07     | 1    | TB-NL-1   | 1   |            |            |        |           | 质量问题     |       |
R-008     | TH08     | 1    | MF-NL-900 | 1   | 2026-10-29 | 2026-11-05 | 原场所 | 原状      | 七天无理由   | A     |
R-009     | TH08     | 1    | MF-NL-900 | 2   | 2026-11-03 | 2026-11-10 | 原场所 | 原状      | 七天无理由   | A     |
R-010     | TH08     | 1    | MF-NL-900 | 3   | 2026-11-12 | 2026-11-19 | 原场所 | 原状      | 七天无理由   | A     |
R-010     | TH08     | 2    | DP-JP-L54 | 1   | 2026-11-12 | 2026-11-19 | 原场所 | 原状      | 尺码不合     | A     |
R-011     | TH09     | 1    | BL-DK-480 | 1   | 2026-11-02 | 2026-11-09 | 宁波前湾综合保税区 | 原状 | 七天无理由 | A |
R-012     | TH10     | 1    | TN-KR-200 | 1   | 2026-11-02 | 2026-11-09 | 宁波快件监管场所 | 原状 | 七天无理由 | B |
R-013     | TH11     | 1    | CR-FR-50  | 1   | 2026-11-02 | 2026-11-09 | 原场所 | 已拆封    | 过敏         | D     |
R-014     | TH12     | 1    | HD-MY-1   | 1   | 2026-11-02 | 2026-11-09 | 原场所 | 已拆封    | 七天无理由   | B     |
R-015     | TH13     | 1    | SH-JP-500 | 2   | 2026-11-03 | 2026-11-10 | 原场所 | 破损      | 运输破损     | D     |
R-016     | TH14     | 1    | RN-VN-41  | 1   | 2026-11-04 | 2026-11-11 | 原场所 | 非原商品  | 尺码不合     | D     |
R-001     | TH01     | 1    | BL-DK-480 | 1   | 2026-10-28 | 2026-11-04 | 原场所 | 原状      | 七天无理由   | A     |
R-017     | TH15     | 1    | BL-DK-480 | 2   | 2026-11-05 | 2026-11-12 | 原场所 | 原状      | 七天无理由   | A     |
R-018     | TH99     | 1    | BL-DK-480 | 1   | 2026-11-05 | 2026-11-12 | 原场所 | 原状      | 七天无理由   | A     | released=2026-10-28
R-019     | TH15     |      | RN-VN-41  | 1   | 2026-11-05 | 2026-11-12 | 原场所 | 原状      | 尺码不合     | A     |
R-020     | TH16     | 1    | RN-VN-41  | 1   | 2026-11-06 | 2026-11-13 | 原场所 | 原状      | 尺码不合     | A     | applicant=消费者
R-021     | TH17     | 1    | HD-MY-1   | 1   | 2026-11-08 | 2026-11-15 | 原场所 | 原状      | 七天无理由   | A     | refund=500.00
R-022     | TH18     | 1    | TB-NL-1   | 1   | 2026-11-09 | 2026-11-20 | 原场所 | 原状      | 质量问题     | A     | settled=2026-11-16
R-023     | TH19     | 1    | BL-DK-480 | 1   | 2026-11-10 | 2026-11-17 | 退货中心仓 | 原状  | 七天无理由   | A     |
R-024     | TH20     | 1    | DP-JP-L54 | 2   |            |            |        |           | 尺码不合     |       |
R-025     | TH21     | 1    | BL-DK-480 | 1   | 2026-01-20 | 2026-01-28 | 原场所 | 原状      | 七天无理由   | A     |
R-026     | TH22     | 1    | VC-US-150 | 1   | 2026-11-09 | 2026-11-16 | 原场所 | 原状      | 七天无理由   | A     | released=
R-027     | TH23     | 1    | MF-NL-900 | 3   | 2026-11-16 | 2026-11-22 | 原场所 | 过期      | 临期         | D     |
"""  # noqa: E501 -- a table is read across; `more` names cells

FREIGHT, HANDLING = Decimal("12.00"), Decimal("6.50")
RESALE = Decimal("0.80")
"""Of the price: what goods as new fetch when they are sold again."""

PLACE = "杭州综合保税区"
TITLE = "退货"


def goods(text: str) -> Iterator[tuple[str, int]]:
    """Article and pieces of each line of an order."""
    for item in text.split(", "):
        sku, pieces = item.split("*")
        yield sku, int(pieces)


def order(number: str, mode: str, released: date | None, place: str, lines: str, buyer: str) -> Iterator[Row]:
    """The lines of one declaration."""
    known, texts = articles(), {text["sku"]: text for text in table(ARTICLES)}
    declared = released or date(2026, 11, 1)
    for at, (sku, pieces) in enumerate(goods(lines), start=1):
        article = known[sku]
        yield {
            **FIRMS,
            **person(buyer),
            **article,
            **measures(texts[sku], pieces),
            **WAYS[mode],
            "consignee_address": f"{place}省示例市样例路{at}号"
            if place not in ("北京", "上海")
            else f"{place}市示例路{at}号",
            "order_no": number,
            "logistics_no": f"YD{number}",
            "line_no": at,
            "qty": pieces,
            "mode": mode,
            "order_date": ORDERED.get(number, declared - timedelta(days=2)),
            "declared_on": declared - timedelta(days=1),
            "released_on": released,
        }


def released() -> list[Row]:
    """Every declared line, by canonical column name."""
    rows: list[Row] = []
    for at, text in enumerate(table(RELEASED)):
        day = date.fromisoformat(text["released"])
        buyer = BUYERS[at % len(BUYERS)]
        rows += order(text["order_no"], text["mode"], day, text["place"], text["goods"], buyer)
    for at, (sku, pieces) in enumerate((sku, one) for sku, count in SOLD.items() for one in range(count)):
        day = date(2026, 10, 1) + timedelta(days=at % 40)
        rows += order(
            f"XS{at + 1:03}", "1210", day, OTHERS[at % len(OTHERS)], f"{sku}*1", BUYERS[(at * 7 + pieces) % 20]
        )
    for row in rows:
        row["released_on"] = row["released_on"] if str(row["order_no"]) != "TH22" else None
    return rows


DECLARED = (
    *("order_no", "order_date", "declared_on", "released_on", "mode", "ebp_code", "ebp_name", "ebc_code", "ebc_name"),
    *("agent_code", "agent_name", "logistics_no", "logistics_code", "logistics_name", "customs_code", "buyer_id"),
    *("buyer_id_type", "buyer_name", "buyer_phone", "consignee_address", "line_no", "sku", "hs_code", "name", "origin"),
    *("qty", "unit", "unit_price", "currency", "content", "net_weight", "gross_weight"),
)
"""Columns of released.csv."""


def returned() -> Iterator[Row]:
    """Every line of the returns, by canonical column name."""
    days = {text["order_no"]: text["released"] for text in table(RELEASED)}
    prices = {text["sku"]: Decimal(text["price"]) for text in table(ARTICLES)}
    for text in table(RETURNS):
        more = dict(word.split("=") for word in text["more"].split())
        price = prices[text["sku"]] * int(text["qty"])
        known = {
            "return_no": text["return_no"],
            "order_no": text["order_no"],
            "line_no": text["line"],
            "sku": text["sku"],
            "return_qty": int(text["qty"]),
            "reason": text["reason"],
            "released_on": day(more.get("released", days.get(text["order_no"], ""))),
            "applied_on": day(text["applied"]),
            "arrived_on": day(text["arrived"]),
            "place_from": PLACE,
            "place_to": text["to"],
            "condition": text["condition"],
            "applicant": more.get("applicant", "境内代理人"),
            "tax_settled_on": day(more.get("settled", "")),
            "freight_local": FREIGHT,
            "handling_fee": HANDLING * int(text["qty"]),
            "resale_value": (price * RESALE).quantize(Decimal("0.01")),
            "grade": text["grade"],
        }
        if "refund" in more:
            known["refund"] = refund(price) if more["refund"] == "ok" else Decimal(more["refund"])
        yield {name: value for name, value in known.items() if value not in ("", None)}


def refund(price: Decimal) -> Decimal:
    """Price and tax of goods that bear VAT alone: 70 % of 13 %."""
    return price + (price * Decimal("0.091")).quantize(Decimal("0.01"))


def day(text: str) -> date | None:
    """A day, or none."""
    return date.fromisoformat(text) if text else None


def write_released(target: Path) -> None:
    """The declarations as csv, under Chinese headings."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow([column(name).title_zh for name in DECLARED])
        lines.writerows([row.get(name) for name in DECLARED] for row in released())


def write_returns(target: Path) -> None:
    """The returns as a workbook, under the headings of `cbec template returns`."""
    rows = list(returned())
    used = [each for each in columns_of("returns") if any(each.name in row for row in rows)]
    book = Workbook()
    sheet = book.active
    sheet.title = TITLE
    sheet.append([each.bilingual for each in used])
    for row in rows:
        sheet.append([row.get(each.name) for each in used])
    for place, each in enumerate(used, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, min(26, 2 * len(each.title_zh) + len(each.name) + 3))
        for below in sheet[letter][1:]:
            below.number_format = "yyyy-mm-dd" if isinstance(below.value, date) else "@"
            if isinstance(below.value, Decimal | int):
                below.number_format = "0.00" if isinstance(below.value, Decimal) else "0"
    for head in sheet[1]:
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDEBF7")
        head.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(used))}{len(rows) + 1}"
    save(book, target)


def main(folder: Path) -> None:
    """Write both files into the folder."""
    write_released(folder / "released.csv")
    write_returns(folder / "returns.xlsx")
    print(f"{len(list(returned()))} lines of returns, {len(released())} declared lines")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
