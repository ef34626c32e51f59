"""Write what is reconciled: `python examples/make_tax_bills.py [FOLDER]`.

tax_bills.xml is a message CEB816 and tax_bills.csv the exported table 税单详情, both about the orders of
declarations.xlsx. They are built from the table below, in which a case can be read (and added) as one line: its last
column holds number, code, dutiable value, consumption tax and VAT of each goods line. Numbers and firms are invented.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from make_orders import table

Bill = dict[str, str]

BILLS = """
bill | file | status | slip | order      | waybill    | lines
1    | xml  | 2      | 1    | XS26112201 | YD26112201 | 1 1901101090 476 0 43.32; 2 9619001100 109 0 9.92
2    | xml  | 2      | 1    | XS26112202 | YD26112202 | 1 3304990039 186 0 16.92
3    | xml  | 2      | 1    | XS26112203 | YD26112203 | 1 3305100090 130 0 14.56
5    | xml  | 1      |      |            | YD26112205 | 1 2106909090 215 0 19.57
6    | xml  | 1      |      | XS26112206 | YD26112206 | 1 2106909090 438 0 39.86
8    | xml  | 1      |      | XS26112208 | YD26112208 | 1 2106909090 158 0 14.38
9    | xml  | 1      |      | XS26112209 | YD26112209 | 1 3304990039 880 108.71 94.21
2    | csv  | 2      | 1    | XS26112202 | YD26112202 | 1 3304990039 186 0 16.92
4    | csv  | 1      |      | XS26112204 | YD26112204 | 1 0409000000 526 0 33.14
7    | csv  | 1      |      | XS26112207 | YD26112207 | 1 8509803000 699 0 63.61
11   | csv  | 3      |      | XS26112211 | YD26112211 | 1 6404110000 2697 0 245.43
12   | csv  | 1      |      | XS26112212 | YD26112212 | 1 6404110000 2697 0 245.43
14   | csv  | 1      |      | XS26112108 | YD26112108 | 1 3305100090 130 0 11.83
"""

STATES = {"1": "已生成", "2": "已汇总", "3": "作废"}
HEADINGS = (
    "电子税单编号",
    "清单编号",
    "缴款书编号",
    "税单状态",
    "应征关税（元）",
    "应征消费税（元）",
    "应征增值税（元）",
    "电商企业代码",
    "订单编号",
    "物流企业代码",
    "运单编号",
    "担保企业代码",
    "备注",
    "生成时间",
)
FIRM, CARRIER = "3301960K2B", "3301980L3C"


def fen(text: str) -> int:
    """Yuan as text to fen."""
    yuan, _, rest = text.partition(".")
    return int(yuan) * 100 + int(rest.ljust(2, "0") or 0)


def lines(bill: Bill) -> list[list[str]]:
    """Number, code, value, consumption tax and VAT of each line."""
    return [each.split() for each in bill["lines"].split(";")]


def numbers(bill: Bill) -> dict[str, str]:
    """What a bill is known by."""
    serial = int(bill["bill"])
    return {"invtNo": f"29922026I{serial:09d}", "taxNo": f"299220261124{serial:08d}"}


def slip(bill: Bill) -> str:
    """The number of the pay slip, empty if there is none yet."""
    return f"2992202612{bill['slip']:>06}" if bill["slip"] else ""


def taxes(bill: Bill) -> dict[str, str]:
    """The sums of the lines, as customs write them: 53.24, 0.0, 14.5."""
    sums = {"valueAddedTax": 4, "consumptionTax": 3}
    total = {name: sum(fen(line[place]) for line in lines(bill)) for name, place in sums.items()}
    written = {name: f"{each // 100}.{each % 100:02d}" for name, each in total.items()}
    return {"customsTax": "0.0"} | {name: text.removesuffix("0") for name, text in written.items()}


def elements(about: dict[str, str], indent: str) -> Iterator[str]:
    """One element a line; an empty one stays away."""
    yield from (f"{indent}<{name}>{escape(text)}</{name}>" for name, text in about.items() if text)


def message(bills: list[Bill]) -> str:
    """The bills as customs send them."""
    text = ['<?xml version="1.0" encoding="UTF-8"?>']
    text.append('<CEB816Message xmlns="http://www.chinaport.gov.cn/ceb" guid="0f0e0d0c-0000-4000-8000-000000000000" ')
    text[-1] += 'version="1.0">'
    for bill in bills:
        head = {
            "guid": f"0f0e0d0c-0000-4000-8000-{int(bill['bill']):012d}",
            "returnTime": f"202611241015{int(bill['bill']):02d}123",
            **numbers(bill),
            **taxes(bill),
            "status": bill["status"],
            "entDutyNo": slip(bill),
            "assureCode": FIRM,
            "ebcCode": FIRM,
            "logisticsCode": CARRIER,
            "customsCode": "2992",
            "orderNo": bill["order"],
            "logisticsNo": bill["waybill"],
        }
        text += ["  <Tax>", "    <TaxHeadRd>", *elements(head, "      "), "    </TaxHeadRd>"]
        for number, code, value, consumption, vat in lines(bill):
            line = {"gnum": number, "gcode": code, "taxPrice": value, "customsTax": "0.0"}
            line |= {"valueAddedTax": vat, "consumptionTax": consumption}
            text += ["    <TaxListRd>", *elements(line, "      "), "    </TaxListRd>"]
        text.append("  </Tax>")
    return "\n".join([*text, "</CEB816Message>", ""])


def rows(bills: list[Bill]) -> Iterator[list[str]]:
    """The bills as the table customs' window exports: a title, headings on row 2."""
    yield ["税单详情"]
    yield [*HEADINGS]
    for bill in bills:
        known, tax = numbers(bill), taxes(bill)
        yield [
            *(known["taxNo"], known["invtNo"], slip(bill), STATES[bill["status"]]),
            *(tax["customsTax"], tax["consumptionTax"], tax["valueAddedTax"]),
            *(FIRM, bill["order"], CARRIER, bill["waybill"], FIRM, ""),
            f"2026-11-24 10:15:{int(bill['bill']):02d}",
        ]


def main(folder: Path) -> None:
    """Write both files into the folder."""
    bills = table(BILLS)
    (folder / "tax_bills.xml").write_text(message([bill for bill in bills if bill["file"] == "xml"]), encoding="utf-8")
    with (folder / "tax_bills.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows([bill for bill in bills if bill["file"] == "csv"]))
    print(f"{len(bills)} tax bills")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
