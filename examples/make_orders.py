"""Write the example batch: `python examples/make_orders.py [FOLDER]` makes orders.xlsx and orders_small.csv.

The workbook is what an importer's broker sends round: one row per order line, Chinese headings, codes and identity
numbers as text, amounts as numbers, a total at the end. It is built from two tables below, so that a case can be read
(and added) as one line. Nothing in it is real: articles and prices are invented, and no buyer can exist, because every
identity number joins the area code of a whole city (its districts are what residents get) with a serial number that is
kept for people over a hundred.
"""

import csv
import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

CATALOGUE = """
sku         | name                                             | hs_code    | origin   | unit | price    | cur | unit1 | qty1   | unit2 | qty2  | content | net_kg
MF-NZ-3     | 婴儿配方奶粉3段 Infant formula stage 3 900 g     | 1901101090 | 新西兰   | 122  | 268.00   | CNY | 035   | 0.9    |       |       | 900 g   | 0.9
MF-NL-1     | 婴儿配方奶粉1段 Infant formula stage 1 800 g     | 1901101090 | 荷兰     | 122  | 235.00   | CNY | 千克  | 0.8    |       |       | 800 g   | 0.8
MF-AU-G2    | 婴儿配方羊奶粉2段 Goat milk formula stage 2      | 1901101090 | 澳大利亚 | 罐   | 389.00   | CNY | 035   | 0.8    |       |       | 800 g   | 0.8
MF-DE-HA    | 婴儿部分水解蛋白配方粉 HA formula (medical)      | 1901101010 | 德国     | 140  | 219.00   | CNY | 035   | 0.6    |       |       | 600 g   | 0.6
MP-AU-1K    | 成人全脂奶粉 Whole milk powder 1 kg              | 0402210000 | 澳大利亚 | 136  | 89.00    | CNY | 035   | 1      |       |       | 1 kg    | 1
DP-JP-NB    | 婴儿纸尿裤 NB90片 Diapers NB 90                  | 9619001100 | 日本     | 125  | 118.00   | CNY | 035   | 2.3    |       |       | 90 片   | 2.3
DP-JP-L54   | 婴儿纸尿裤 L54片 Diapers L 54                    | 9619001100 | 日本     | 包   | 109.00   | CNY | 千克  | 2.1    |       |       | 54 片   | 2.1
SK-JP-ES    | 护肤精华露 Skin essence 50 ml                    | 3304990039 | 日本     | 142  | 720.50   | CNY | 035   | 0.05   | 011   | 1     | 50 ml   | 0.05
SK-FR-CR    | 修护面霜 Repair cream 50 ml                      | 3304990039 | 法国     | 件   | 1280.00  | CNY | 035   | 0.05   | 011   | 1     | 50 ml   | 0.05
SK-KR-TN    | 保湿化妆水 Hydrating toner 200 ml                | 3304990039 | 韩国     | 142  | 168.00   | CNY | 035   | 0.2    | 011   | 1     | 200 ml  | 0.2
SK-JP-SU    | 防晒乳 Sunscreen SPF50+ 60 g                     | 3304990029 | 日本     | 012  | 98.00    | CNY | 035   | 0.06   | 011   | 1     | 60 g    | 0.06
SK-JP-CL    | 洁面泡沫 Cleansing foam 120 g                    | 3401300090 | 日本     | 012  | 62.00    | CNY | 035   | 0.12   |       |       | 120 g   | 0.12
SK-IT-SE    | 焕活精华 Renewing serum                          | 3304990099 | 意大利   | 瓶   | 460.00   | CNY |       |        |       |       |         |
SK-KR-M10   | 补水面膜10片装 Sheet mask 10 sheets              | 3304990049 | 韩国     | 140  | 129.00   | CNY | 035   | 0.25   | 011   | 10    | 10 片   | 0.25
SK-FR-M5    | 奢养面膜5片装 Sheet mask 5 sheets                | 3304990049 | 法国     | 140  | 420.00   | CNY | 035   | 0.14   | 011   | 5     | 5 片    | 0.14
CO-FR-LS    | 口红 Lipstick 3.5 g                              | 3304100091 | 法国     | 012  | 320.00   | CNY | 035   | 0.0035 | 011   | 1     | 3.5 g   | 0.0035
CO-US-MS    | 睫毛膏 Mascara 9 ml                              | 3304200092 | 美国     | 012  | 240.00   | CNY | 035   | 0.009  | 011   | 1     | 9 ml    | 0.009
CO-KR-PW    | 蜜粉饼 Pressed powder 13 g                       | 3304910090 | 韩国     | 140  | 265.00   | CNY | 035   | 0.013  | 011   | 1     | 13 g    | 0.013
PF-FR-50    | 女士香水 Eau de parfum 50 ml                     | 3303000020 | 法国     | 142  | 980.00   | CNY | 035   | 0.05   | 011   | 1     | 50 ml   | 0.05
PF-GB-100   | 古龙水 Cologne 100 ml                            | 3303000020 | 英国     | 142  | 890.00   | CNY | 035   | 0.1    | 011   | 1     | 100 ml  | 0.1
HC-JP-SH    | 洗发水 Shampoo 500 ml                            | 3305100090 | 日本     | 142  | 65.00    | CNY | 035   | 0.5    |       |       | 500 ml  | 0.5
OC-DE-TP    | 牙膏 Toothpaste 75 ml                            | 3306101090 | 德国     | 012  | 29.90    | CNY | 035   | 0.098  |       |       | 75 ml   | 0.098
VM-AU-FO    | 深海鱼油软胶囊 Fish oil softgels 400             | 2106909090 | 澳大利亚 | 142  | 169.00   | CNY | 035   | 0.56   |       |       | 400 粒  | 0.56
VM-US-GU    | 维生素C软糖 Vitamin C gummies 150                | 2106909090 | 美国     | 142  | 138.00   | CNY | 035   | 0.45   |       |       | 150 粒  | 0.45
VM-CA-PB    | 益生菌胶囊 Probiotic capsules 60                 | 2106909090 | 加拿大   | 142  | 215.00   | CNY | 035   | 0.06   |       |       | 60 粒   | 0.06
VM-CH-VC    | 维生素C粉 Vitamin C powder 250 g                 | 2936270000 | 瑞士     | 罐   | 156.00   | CNY | 035   | 0.25   |       |       | 250 g   | 0.25
VM-US-MV    | Multivitamin tablets 180                         | 2106909090 | US       | 142  | 24.90    | USD | 035   | 0.27   |       |       | 180 粒  | 0.27
VM-US-Q10   | Coenzyme Q10 softgels 120                        | 2106909090 | USA      | 142  | 31.50    | USD | 035   | 0.11   |       |       | 120 粒  | 0.11
WN-FR-RD    | 干红葡萄酒 Red wine 750 ml                       | 2204210000 | 法国     | 142  | 188.00   | CNY | 095   | 0.75   | 035   | 0.75  | 750 ml  | 0.75
WN-AU-SH    | 西拉干红葡萄酒 Shiraz 750 ml                     | 2204210000 | 澳大利亚 | 142  | 62.00    | CNY | 095   | 0.75   | 035   | 0.75  | 750 ml  | 0.75
WN-FR-CH    | 起泡葡萄酒 Champagne brut 750 ml                 | 2204100000 | 法国     | 142  | 398.00   | CNY | 095   | 0.75   | 035   | 0.75  | 750 ml  | 0.75
SP-GB-WH    | 单一麦芽威士忌 Single malt whisky 700 ml         | 2208300000 | 英国     | 142  | 356.00   | CNY | 095   | 0.7    | 035   | 0.7   | 700 ml  | 0.7
SP-FR-CG    | 干邑白兰地 Cognac XO 700 ml                      | 2208200090 | 法国     | 142  | 1180.00  | CNY | 095   | 0.7    | 035   | 0.7   | 700 ml  | 0.7
SP-IT-LQ    | 利口酒 Liqueur 500 ml                            | 2208700000 | 意大利   | 142  | 128.00   | CNY | 095   | 0.5    | 035   | 0.5   | 500 ml  | 0.5
BR-DE-24    | 小麦啤酒 Wheat beer 24 x 330 ml                  | 2203000000 | 德国     | 120  | 120.00   | CNY | 095   | 7.92   | 035   | 8     | 7.92 L  | 8
SH-VN-RN    | 跑步鞋 Running shoes                             | 6404110000 | 越南     | 025  | 899.00   | CNY | 035   | 0.62   | 025   | 1     |         | 0.62
SH-IT-LF    | 真皮乐福鞋 Leather loafers                       | 6403990090 | 意大利   | 双   | 2380.00  | CNY | 035   | 0.85   | 025   | 1     |         | 0.85
BG-JP-TT    | 尼龙托特包 Nylon tote                            | 4202220000 | 日本     | 007  | 1350.00  | CNY | 035   | 0.48   | 007   | 1     |         | 0.48
BG-FR-WL    | 真皮钱包 Leather wallet                          | 4202310090 | 法国     | 007  | 3200.00  | CNY | 035   | 0.16   | 007   | 1     |         | 0.16
BG-IT-HB    | 真皮手提包 Leather handbag                       | 4202210090 | 意大利   | 个   | 12800.00 | CNY | 035   | 0.9    | 007   | 1     |         | 0.9
WT-CH-AU    | 自动机械腕表 Automatic watch, steel              | 9102210090 | 瑞士     | 008  | 18600.00 | CNY | 008   | 1      | 035   | 0.14  |         | 0.14
WT-JP-QZ    | 石英腕表 Quartz watch                            | 9102110000 | 日本     | 只   | 1650.00  | CNY | 008   | 1      | 035   | 0.09  |         | 0.09
TY-DK-BL    | 拼插积木 Building blocks set                     | 9503006000 | 丹麦     | 006  | 499.00   | CNY | 006   | 1      | 035   | 1.1   |         | 1.1
TY-VN-PL    | 毛绒玩偶 Plush bear                              | 9503002100 | 越南     | 007  | 159.00   | CNY | 007   | 1      | 035   | 0.35  |         | 0.35
TY-JP-RC    | 遥控汽车 Remote-control car                      | 9503008390 | 日本     | 006  | 688.00   | CNY | 006   | 1      | 035   | 1.4   |         | 1.4
AP-NL-TB    | 电动牙刷 Electric toothbrush                     | 8509803000 | 荷兰     | 001  | 699.00   | CNY | 001   | 1      | 035   | 0.35  |         | 0.35
AP-DE-SV    | 电动剃须刀 Electric shaver                       | 8510100000 | 德国     | 007  | 1199.00  | CNY | 007   | 1      | 035   | 0.4   |         | 0.4
AP-JP-RC    | IH电饭煲 Rice cooker 5 L                         | 8516603000 | 日本     | 007  | 1880.00  | CNY | 007   | 1      | 035   | 4.2   |         | 4.2
AP-MY-HD    | 高速吹风机 Hair dryer                            | 8516310000 | 马来西亚 | 007  | 2890.00  | CNY | 007   | 1      | 035   | 0.7   |         | 0.7
AP-IT-ES    | 泵压式咖啡机 Espresso machine                    | 8516713000 | 意大利   | 台   | 5680.00  | CNY | 007   | 1      | 035   | 9.5   |         | 9.5
AP-MY-VC    | 无线吸尘器 Cordless vacuum cleaner               | 8508119000 | 马来西亚 | 001  | 3980.00  | CNY | 001   | 1      | 035   | 3.1   |         | 3.1
FD-BE-CC    | 黑巧克力 Dark chocolate 100 g                    | 1806320000 | 比利时   | 017  | 32.00    | CNY | 035   | 0.1    |       |       | 100 g   | 0.1
FD-DK-BC    | 黄油曲奇 Butter cookies 454 g                    | 1905310000 | 丹麦     | 140  | 58.00    | CNY | 035   | 0.454  |       |       | 454 g   | 0.454
FD-KR-ND    | 拉面5连包 Instant noodles 5 x 120 g              | 1902303000 | 韩国     | 125  | 29.90    | CNY | 035   | 0.6    |       |       | 600 g   | 0.6
FD-ES-OL    | 特级初榨橄榄油 Extra virgin olive oil 750 ml     | 1509200000 | 西班牙   | 142  | 119.00   | CNY | 035   | 0.687  |       |       | 750 ml  | 0.687
FD-NZ-HN    | 麦卢卡蜂蜜 Manuka honey 250 g                    | 0409000000 | 新西兰   | 142  | 248.00   | CNY | 035   | 0.25   |       |       | 250 g   | 0.25
FD-AU-MC    | 夏威夷果仁 Macadamia kernels 500 g               | 0802620000 | 澳大利亚 | 136  | 96.00    | CNY | 035   | 0.5    |       |       | 500 g   | 0.5
FD-IT-CF    | 烘焙咖啡豆 Roasted coffee beans 1 kg             | 0901210000 | 意大利   | 136  | 145.00   | CNY | 035   | 1      |       |       | 1 kg    | 1
FD-US-NB    | 混合坚果 Mixed nuts, roasted 850 g               | 2008199990 | 美国     | 罐   | 112.00   | CNY | 035   | 0.85   |       |       | 850 g   | 0.85
"""  # noqa: E501 -- a table is read across; qty1, qty2 and net_kg are per piece sold

ORDERS = """
order_no   | date       | buyer | mode | to_date  | freight | discount | lines
DD26100801 | 2026-10-08 | 甲    | 1210 |          | 25.00   |          | MF-NZ-3*3; DP-JP-NB*2
DD26100802 | 2026-10-08 | 乙    | 1210 | 3120.50  |         |          | SK-JP-ES*1 freight=15.00; SK-FR-CR*1 freight=10.00
DD26100901 | 2026-10-09 | 丙    | 1210 |          |         | 30.00    | SK-KR-TN*2; SK-JP-SU*3; SK-JP-CL*2
DD26100902 | 2026-10-09 | 丁    | 9610 |          | 48.00   |          | PF-FR-50*1; PF-GB-100*1; CO-FR-LS*2; CO-US-MS*1
DD26101201 | 2026-10-12 | 戊    | 1210 |          | 12.00   |          | SK-KR-M10*3; SK-FR-M5*1; CO-KR-PW*1
DD26101202 | 2026-10-12 | 己    | 1210 |          |         |          | SK-IT-SE*2; HC-JP-SH*2; OC-DE-TP*4
DD26101301 | 2026-10-13 | 庚    | 9610 | 860.00   | 36.00   |          | VM-AU-FO*2 coupon=20.00; VM-CA-PB*1; VM-CH-VC*1
DD26101302 | 2026-10-13 | 辛    | 1210 |          | 30.00   |          | WN-FR-RD*2; WN-FR-CH*1
DD26101401 | 2026-10-14 | 壬    | 9610 |          |         |          | SP-GB-WH*1 insurance=6.00; SP-FR-CG*1 insurance=12.00
DD26101402 | 2026-10-14 | 癸    | 1210 |          | 40.00   |          | BR-DE-24*2; SP-IT-LQ*1
DD26101501 | 2026-10-15 | 子    | 9610 |          | 55.00   |          | SH-VN-RN*1; SH-IT-LF*1
DD26101502 | 2026-10-15 | 丑    | 9610 |          |         | 100.00   | BG-JP-TT*1; BG-FR-WL*1
DD26101601 | 2026-10-16 | 寅    | 1210 |          | 18.00   |          | TY-DK-BL*1; TY-VN-PL*2; TY-JP-RC*1 discount=60.00
DD26101602 | 2026-10-16 | 卯    | 1210 | 5400.00  |         |          | AP-NL-TB*2; AP-DE-SV*1; AP-JP-RC*1
DD26101901 | 2026-10-19 | 甲    | 1210 |          | 32.00   | 50.00    | MF-NL-1*4; MF-AU-G2*2; DP-JP-L54*4; MF-DE-HA*1
DD26101902 | 2026-10-19 | 辰    | 1210 |          | 20.00   |          | FD-BE-CC*5; FD-DK-BC*2; FD-KR-ND*4; FD-ES-OL*2; FD-NZ-HN*1
DD26102001 | 2026-10-20 | 巳    | 1210 |          |         |          | FD-IT-CF*2; FD-AU-MC*3; MP-AU-1K*2
DD26102101 | 2026-10-21 | 午    | 9610 | 2000.00  |         |          | WT-CH-AU*1 insurance=95.00
DD26102102 | 2026-10-21 | 未    | 1210 |          | 120.00  |          | AP-IT-ES*1
DD26102201 | 2026-10-22 | 申    | 1210 |          |         |          | AP-MY-HD*2; AP-NL-TB*1
DD26102202 | 2026-10-22 | 酉    | 9610 |          |         |          | BG-IT-HB*1; BG-FR-WL*1
DD26102301 | 2026-10-23 | 戌    | 1210 | 24800.00 |         |          | AP-JP-RC*1; TY-VN-PL*1
DD26102601 | 2026-10-26 | 亥    | 1210 | 20500.00 |         |          | AP-MY-VC*1
DD26110201 | 2026-11-02 | 亥    | 1210 | 20500.00 |         |          | WT-JP-QZ*1
DD26110301 | 2026-11-03 | 子    | 9610 |          |         |          | VM-US-GU*2; CO-US-MS*2
DD26110401 | 2026-11-04 | 丑    | 9610 |          |         |          | VM-US-MV*3 freight=9.00; VM-US-Q10*2 freight=6.00
DD26110501 | 2026-11-05 | 寅    | 1210 |          | 22.00   |          | SH-VN-RN*1 hs_code=64041100; SK-KR-TN*1 hs_code=33049900
DD26110601 | 2026-11-06 | 卯    | 1210 |          |         |          | TY-DK-BL*1; TY-JP-RC*1 hs_code=9503999999
DD26110901 | 2026-11-09 | 辰    | 9710 |          |         |          | TY-VN-PL*40
DD26101903 | 2026-10-19 |       | 0110 |          | 1850.00 |          | WN-AU-SH*120 preference=澳大利亚; SP-GB-WH*24; BR-DE-24*30
DD26102302 | 2026-10-23 |       | 0110 |          | 960.00  |          | FD-US-NB*200; VM-US-GU*120
DD26111601 | 2026-11-16 |       | 0110 |          | 480.00  |          | CO-US-MS*150
"""  # noqa: E501 -- the same

HEADINGS = {  # canonical name → heading of the workbook
    "order_no": "订单编号",
    "line_no": "商品序号",
    "order_date": "订单日期",
    "mode": "监管方式",
    "buyer_id": "订购人证件号码",
    "buyer_name": "订购人姓名",
    "year_to_date": "年度已用额度",
    "sku": "企业商品货号",
    "name": "商品名称",
    "content": "净含量",
    "hs_code": "商品编码",
    "origin": "原产国（地区）",
    "qty": "数量",
    "unit": "计量单位",
    "qty1": "法定数量",
    "unit1": "法定计量单位",
    "qty2": "第二数量",
    "unit2": "第二计量单位",
    "unit_price": "单价",
    "total_price": "总价",
    "currency": "币制",
    "freight": "运费",
    "insurance": "保费",
    "discount": "折扣",
    "coupon": "优惠券",
    "order_freight": "订单运费",
    "order_discount": "订单优惠",
    "net_weight": "净重（公斤）",
    "preference": "优惠贸易协定",
}
SMALL = (
    *("order_no", "line_no", "order_date", "buyer_id", "sku", "name", "hs_code", "origin"),
    *("qty", "unit", "qty1", "unit1", "unit_price", "currency", "freight"),
)
MONEY = frozenset({"year_to_date", "unit_price", "total_price", "freight", "insurance", "discount", "coupon"})
AREAS = ("320101", "330101", "340101", "350101", "360101", "370101", "410101", "420101", "430101", "440101", "450101")
BUYERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"

Cell = str | int | Decimal | date | None
Row = dict[str, Cell]


@dataclass(frozen=True)
class Item:
    """One line of an order: what, how many, and the cells that differ from the catalogue."""

    sku: str
    qty: int
    cells: Row

    @classmethod
    def read(cls, text: str) -> "Item":
        """Read `SKU*QTY name=value …`; money becomes a number, everything else stays text."""
        article, *rest = text.split()
        sku, qty = article.split("*")
        pairs = (pair.split("=") for pair in rest)
        return cls(sku, int(qty), {name: Decimal(value) if name in MONEY else value for name, value in pairs})


def table(text: str) -> list[dict[str, str]]:
    """Read a table drawn with `|`: the first line names the columns."""
    heading, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return [dict(zip(heading, row, strict=True)) for row in rows]


def check_digit(first17: str) -> str:
    """The last character of a resident identity number (GB 11643: ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first17))
    return "10X98765432"[total % 11]


def identity(buyer: str) -> str:
    """An identity number that nobody can hold; the same for the same buyer."""
    number = BUYERS.index(buyer)
    born = date(1972 + number, 1 + number % 12, 1 + number)
    first17 = f"{AREAS[number % len(AREAS)]}{born:%Y%m%d}{996 + number % 4}"
    return first17 + check_digit(first17)


def times(per_piece: str, qty: int) -> Decimal | None:
    """A quantity of the catalogue for the pieces of a line; blank stays blank."""
    return (Decimal(per_piece) * qty).normalize() + 0 if per_piece else None


def number(text: str) -> Decimal | None:
    """An amount, or blank."""
    return Decimal(text) if text else None


def order_lines(order: dict[str, str], articles: dict[str, dict[str, str]]) -> Iterator[Row]:
    """The rows of one order; what belongs to the order as a whole is repeated on each."""
    buyer = order["buyer"]
    for place, item in enumerate(map(Item.read, order["lines"].split("; ")), start=1):
        article = articles[item.sku]
        price = Decimal(article["price"])
        yield {
            "order_no": order["order_no"],
            "line_no": place,
            "order_date": date.fromisoformat(order["date"]),
            "mode": order["mode"],
            "buyer_id": identity(buyer) if buyer else None,
            "buyer_name": f"样例{buyer}" if buyer else None,
            "year_to_date": number(order["to_date"]),
            "order_freight": number(order["freight"]),
            "order_discount": number(order["discount"]),
            "qty": item.qty,
            "unit_price": price,
            "total_price": price * item.qty,
            "currency": article["cur"],
            "qty1": times(article["qty1"], item.qty),
            "qty2": times(article["qty2"], item.qty),
            "net_weight": times(article["net_kg"], item.qty),
            **{name: article[name] or None for name in ("sku", "name", "hs_code", "origin", "unit", "content")},
            **{name: article[name] or None for name in ("unit1", "unit2")},
            **item.cells,
        }


def rows() -> list[Row]:
    """Every line of every order, by canonical column name."""
    articles = {article["sku"]: article for article in table(CATALOGUE)}
    return [line for order in table(ORDERS) for line in order_lines(order, articles)]


def fill(sheet: Worksheet) -> None:
    """Headings, lines, and the total that people put under them."""
    lines = rows()
    sheet.append(list(HEADINGS.values()))
    for line in lines:
        sheet.append([line.get(name) for name in HEADINGS])
    total: Row = {name: sum((line[name] or 0) for line in lines) for name in ("qty", "total_price", "net_weight")}
    sheet.append([{"order_no": "合计", **total}.get(name) for name in HEADINGS])


def dress(sheet: Worksheet) -> None:
    """Widths, number formats, a frozen heading and a filter."""
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row - 1}"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    widths = {"name": 44, "buyer_id": 21, "order_no": 13, "sku": 13, "hs_code": 13, "order_date": 12}
    for place, name in enumerate(HEADINGS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = widths.get(name, 11)
        for cell in sheet[letter][1:]:
            if isinstance(cell.value, str):
                cell.number_format = "@"
            elif name == "order_date":
                cell.number_format = "yyyy-mm-dd"
            elif name in MONEY or name.startswith("order_"):
                cell.number_format = "#,##0.00"
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)


def save(book: Workbook, target: Path) -> None:
    """Write the workbook so that the same rows give the same bytes: no clock in it."""
    moment = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 -- a workbook holds no time zone
    book.properties.creator = "cbec example"
    book.properties.created = moment
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                now = f"{book.properties.modified:%Y-%m-%dT%H:%M:%SZ}"
                content = content.replace(now.encode(), f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode())
            copy.writestr(zipfile.ZipInfo(part.filename, moment.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


def write_workbook(target: Path) -> None:
    """The whole batch, as a broker sends it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "订单明细"
    fill(sheet)
    dress(sheet)
    save(book, target)


def write_small(target: Path) -> None:
    """The first 20 lines with English headings, as csv; order-level cells are left out."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, SMALL, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows()[:20])


def main(folder: Path) -> None:
    """Write both files into the folder."""
    write_workbook(folder / "orders.xlsx")
    write_small(folder / "orders_small.csv")
    print(f"{len(rows())} lines in {len(table(ORDERS))} orders")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
