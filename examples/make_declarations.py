"""Write what is checked: `python examples/make_declarations.py [FOLDER]`.

declarations.xlsx is a batch of tomorrow's parcels, filled in under the headings of `cbec template declarations`, with a
fault in most of its orders. catalog.csv and catalog_2027.csv are the products of this year and of the next. All are
built from the tables below, in which a case can be read (and added) as one line. Articles, brands, firms, prices and
people are invented: barcodes begin with 952, which is kept for examples, and nobody can have the identity numbers (see
make_orders.py).
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from make_orders import BUYERS, Row, identity, save, table, times
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cbec_cli.tables.columns import Column, Table, columns_of

DECLARED = date(2026, 11, 23)

ARTICLES = """
sku       | name                  | hs_code    | brand    | specification                                    | origin   | unit | price   | unit1 | qty1 | unit2 | qty2 | content | net  | gross
MF-NL-900 | 婴儿配方奶粉3段 900克 | 1901101090 | MELKHOF  | 脱脂乳粉、乳糖、植物油;12至36个月;900克/罐;BRAND | 荷兰     | 罐   | 238.00  | 千克  | 0.9  |       |      | 900 g   | 0.9  | 1.05
DP-JP-L54 | 婴儿纸尿裤 L54片      | 9619001100 | HOSHINO  | 婴儿用;BRAND;柔薄;L;54片/包;2.1千克/包           | 日本     | 包   | 109.00  | 千克  | 2.1  |       |      | 54 片   | 2.1  | 2.2
SH-JP-500 | 洗发水 500毫升        | 3305100090 | MORINO   | 清洁头发;500毫升/瓶;BRAND;SH-500                 | 日本     | 瓶   | 65.00   | 千克  | 0.5  |       |      | 500 ml  | 0.5  | 0.56
HY-NZ-250 | 麦卢卡蜂蜜 250克      | 0409000000 | TUIBUSH  | 天然;BRAND;250克/瓶                              | 新西兰   | 瓶   | 248.00  | 千克  | 0.25 |       |      | 250 g   | 0.25 | 0.4
CR-FR-50  | 修护面霜 50毫升       | 3304990039 | ROSEVAL  | 护肤;50毫升/瓶;BRAND                             | 法国     | 瓶   | 880.00  | 千克  | 0.05 | 件    | 1    | 50 ml   | 0.05 | 0.15
TN-KR-200 | 保湿化妆水 200毫升    | 3304990039 | HANBIT   | 护肤;200毫升/瓶;BRAND                            | 韩国     | 瓶   | 168.00  | 千克  | 0.2  | 件    | 1    | 200 ml  | 0.2  | 0.3
VC-US-150 | 维生素C软糖 150粒     | 2106909090 | SUNGROVE | 白砂糖、明胶、维生素C;150粒/瓶;BRAND             | 美国     | 瓶   | 138.00  | 千克  | 0.45 |       |      | 150 粒  | 0.45 | 0.52
PB-CA-60  | 益生菌胶囊 60粒       | 2106909090 | NORDLAC  | 乳双歧杆菌、麦芽糊精;60粒/瓶;BRAND               | 加拿大   | 瓶   | 215.00  | 千克  | 0.06 |       |      | 60 粒   | 0.06 | 0.1
RN-VN-41  | 女式跑步鞋 41码       | 6404110000 | STRIDA   | 低帮;纺织材料;橡胶;BRAND;RN-41                   | 越南     | 双   | 899.00  | 千克  | 0.62 | 双    | 1    |         | 0.62 | 0.9
HD-MY-1   | 高速电吹风            | 8516310000 | VENTARA  | 吹干头发;电热丝加热;BRAND;HD-1                   | 马来西亚 | 个   | 2890.00 | 个    | 1    | 千克  | 0.7  |         | 0.7  | 1.1
TB-NL-1   | 电动牙刷              | 8509803000 | TANDO    | 清洁牙齿;0.13千克;2瓦;BRAND;TB-1                 | 荷兰     | 台   | 699.00  | 台    | 1    | 千克  | 0.35 |         | 0.35 | 0.5
BL-DK-480 | 拼插积木 480块        | 9503006000 | KLODSEN  | 拼插玩具;BRAND;BL-480                            | 丹麦     | 套   | 499.00  | 套    | 1    | 千克  | 1.1  |         | 1.1  | 1.3
"""  # noqa: E501 -- a table is read across; quantities and weights are those of one piece

ORDERS = """
order_no   | mode | buyer | freight | lines: article * pieces, declared tax
XS26112201 | 1210 | 甲    | 0.00    | MF-NL-900*2 43.32; DP-JP-L54*1 9.92
XS26112202 | 9610 | 乙    | 18.00   | TN-KR-200*1 16.93
XS26112203 | 1210 | 丙    | 0.00    | SH-JP-500*2 11.83
XS26112204 | 9610 | 丁    | 30.00   | HY-NZ-250*2 33.14
XS26112205 | 1210 | 戊    | 0.00    | PB-CA-60*1 19.57
XS26112206 | 9610 | 己    | 24.00   | VC-US-150*3 38.95
XS26112207 | 1210 | 庚    | 0.00    | TB-NL-1*1 63.61
XS26112208 | 9610 | 辛    | 20.00   | VC-US-150*1 14.38
XS26112209 | 1210 | 壬    | 0.00    | CR-FR-50*1 80.08
XS26112210 | 1210 | 癸    | 0.00    | HD-MY-1*2 525.98
XS26112211 | 1210 | 子    | 0.00    | RN-VN-41*3 245.43
XS26112212 | 1210 | 子    | 0.00    | RN-VN-41*3 245.43
XS26112213 | 1210 | 丑    | 0.00    | BL-DK-480*1 45.41
"""

FAULTS: dict[str, Row] = {
    "XS26112203": {"unit1": "瓶", "qty1": 2},
    "XS26112204": {"hs_code": 409000000},
    "XS26112205": dict.fromkeys(("buyer_id", "payer_id"), identity("戊")[:-1] + "7"),
    "XS26112206": {"total_price": Decimal("404.00")},
    "XS26112207": {"logistics_no": None},
    "XS26112208": {"name": "Vitamin C gummies 150"},
    "XS26112213": {"dispatch_country": "日本"},
}
"""The cells that spoil an order. What else is wrong follows from the table: a flat 9.1 % on a face cream that bears
consumption tax, two dryers above the limit of one order, two orders of one buyer on one day."""

CATALOG_FAULTS: dict[str, Row] = {
    "HY-NZ-250": {"hs_code": "04090000"},
    "PB-CA-60": {"e_label": None},
    "VC-US-150": {"name": "维生素C软糖 150粒 增强免疫力"},
    "BL-DK-480": {"barcode": "9521000000128"},
}
NEXT_YEAR: dict[str, Row] = {
    "CR-FR-50": {"unit_price": Decimal("480.00")},
    "MF-NL-900": {"unit_price": Decimal("248.00")},
    "HY-NZ-250": {"hs_code": "0409000000"},
    "DP-JP-L54": {"hs_code": "9619009000"},
}
REPLACED = "TN-KR-200"
REPLACEMENT: Row = {
    "sku": "TN-KR-300",
    "name": "保湿化妆水 300毫升",
    "gmodel": "4|3|护肤|300毫升/瓶|HANBIT牌|9520000000134|无CAS|无",
    "barcode": "9520000000134",
    "content": "300 ml",
    "unit_price": Decimal("218.00"),
    **dict.fromkeys(("qty1", "net_weight"), Decimal("0.3")),
    "gross_weight": Decimal("0.42"),
    "e_label": "https://shop.example/label/TN-KR-300",
}

FIRMS: Row = {
    "ebp_code": "4403160Z1A",
    "ebp_name": "示例电商平台有限公司",
    "ebc_code": "3301960K2B",
    "ebc_name": "示例境内代理有限公司",
    "logistics_code": "3301980L3C",
    "logistics_name": "示例物流有限公司",
    "agent_code": "3301980M4D",
    "agent_name": "示例报关有限公司",
    "assure_code": "3301960K2B",
    "customs_code": "2992",
    "port_code": "2992",
    "pack_no": 1,
}
WAYS: dict[str, Row] = {
    "1210": {
        "traf_mode": "4",
        "ems_no": "T2992W000123",
        "area_code": "330196A5E6",
        "area_name": "示例保税仓储有限公司",
        "dispatch_country": "中国",
    },
    "9610": {"traf_mode": "5", "traf_no": "NH907", "voyage_no": "NH907/1122", "bill_no": "99912345675"},
}
NONE_CHARGED = Decimal("0.00")


def barcode(number: int) -> str:
    """A barcode of the range for examples, with its check digit."""
    first12 = f"952{number:09}"
    return first12 + str(-sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(first12)) % 10)


def articles() -> dict[str, Row]:
    """Every article by its number: the cells that say what it is."""
    found: dict[str, Row] = {}
    for number, text in enumerate(table(ARTICLES), start=1):
        code = barcode(number)
        said = text["specification"].replace("BRAND", f"{text['brand']}牌").replace(";", "|")
        found[text["sku"]] = {
            **{name: text[name] or None for name in ("sku", "name", "hs_code", "brand", "origin", "unit")},
            **{name: text[name] or None for name in ("unit1", "unit2", "content")},
            "gmodel": f"4|3|{said}|{code}|无CAS|无",
            "barcode": code,
            "unit_price": Decimal(text["price"]),
            "currency": "CNY",
            "item_record_no": f"L{number:04}",
            **measures(text, 1),
        }
    return found


def measures(article: dict[str, str], pieces: int) -> Row:
    """Legal quantities and weights of so many pieces."""
    names = {"qty1": "qty1", "qty2": "qty2", "net_weight": "net", "gross_weight": "gross"}
    return {name: times(article[column], pieces) for name, column in names.items()}


def person(buyer: str) -> Row:
    """Who buys, pays and receives."""
    number, name = BUYERS.index(buyer) + 1, f"样例{buyer}"
    telephone = f"1690000{number:04}"
    return {
        "buyer_id": identity(buyer),
        "buyer_id_type": "1",
        "buyer_name": name,
        "buyer_phone": telephone,
        "payer_id": identity(buyer),
        "payer_name": name,
        "consignee": name,
        "consignee_phone": telephone,
        "consignee_address": f"浙江省杭州市西湖区示例路{number}号",
    }


def order_lines(order: dict[str, str]) -> list[Row]:
    """The rows of one order; what belongs to the order as a whole is repeated on each."""
    known, texts, lines = articles(), {text["sku"]: text for text in table(ARTICLES)}, []
    for place, said in enumerate(order["lines: article * pieces, declared tax"].split("; "), start=1):
        item, tax = said.split()
        sku, pieces = item.split("*")
        article = known[sku]
        price = Decimal(texts[sku]["price"])
        line = {**article, **measures(texts[sku], int(pieces)), "line_no": place, "qty": int(pieces)}
        line |= {"total_price": price * int(pieces), "declared_tax": Decimal(tax), "mode": order["mode"]}
        line |= {"dispatch_country": article["origin"], **WAYS[order["mode"]]}
        lines.append(line | FAULTS.get(order["order_no"], {}))
    return [{**FIRMS, **head(order, lines), **line} for line in lines]


def head(order: dict[str, str], lines: Sequence[Row]) -> Row:
    """What the lines of an order have in common."""
    goods, tax = (sum(Decimal(str(line[name])) for line in lines) for name in ("total_price", "declared_tax"))
    freight, number = Decimal(order["freight"]), order["order_no"]
    return {
        **person(order["buyer"]),
        "order_no": number,
        "payment_no": f"ZF{number[2:]}",
        "logistics_no": f"YD{number[2:]}",
        "order_goods_value": goods,
        "order_freight": freight,
        "order_insurance": NONE_CHARGED,
        "order_coupon": NONE_CHARGED,
        "order_tax": tax,
        "order_paid": goods + freight + tax,
        "order_date": DECLARED - timedelta(days=1),
        "declared_on": DECLARED,
    }


def batch() -> list[Row]:
    """Every line of the batch, by canonical column name."""
    return [line for order in table(ORDERS) for line in order_lines(order)]


def catalog(*, next_year: bool = False) -> Iterator[Row]:
    """Every product, by canonical column name."""
    for sku, article in articles().items():
        product = {
            **article,
            "item_record_no": None,
            "e_label": f"https://shop.example/label/{sku}",
            "risk_notice": "https://shop.example/notice",
            **CATALOG_FAULTS.get(sku, {}),
        }
        if next_year:
            product |= NEXT_YEAR.get(sku, {})
            product |= REPLACEMENT if sku == REPLACED else {}
        yield product


def columns(rows: Sequence[Row], kind: Table) -> list[Column]:
    """The columns of a template that some row fills, in their order."""
    return [each for each in columns_of(kind) if any(row.get(each.name) is not None for row in rows)]


def write_batch(target: Path) -> None:
    """The batch, as a broker fills it in."""
    rows = batch()
    used = columns(rows, "declarations")
    book = Workbook()
    sheet = book.active
    sheet.title = "进口清单"
    sheet.append([each.bilingual for each in used])
    for row in rows:
        sheet.append([row.get(each.name) for each in used])
    sheet.freeze_panes = "B2"
    for place, each in enumerate(used, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, min(34, 2 * len(each.title_zh) + len(each.name) + 3))
        for cell in sheet[letter][1:]:
            if isinstance(cell.value, str):
                cell.number_format = "@"
            elif isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
            elif each.kind == "money":
                cell.number_format = "#,##0.00"
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    save(book, target)


def write_catalog(target: Path, rows: Sequence[Row]) -> None:
    """A catalogue, as csv."""
    used = columns(rows, "catalog")
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([each.bilingual for each in used])
        writer.writerows([row.get(each.name) for each in used] for row in rows)


def main(folder: Path) -> None:
    """Write the three files into the folder."""
    write_batch(folder / "declarations.xlsx")
    write_catalog(folder / "catalog.csv", list(catalog()))
    write_catalog(folder / "catalog_2027.csv", list(catalog(next_year=True)))
    print(f"{len(batch())} lines in {len(table(ORDERS))} orders, {len(articles())} products")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
