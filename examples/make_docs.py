"""Write a dossier: `python examples/make_docs.py [FOLDER]` makes docs.xlsx.

Shipments to clear in late 2026, their documents and the firms that answer for them, under the headings of
`cbec template docs`. Each shipment shows one thing a broker meets; README.md beside this file says which. Built from
the tables below, in which a case can be read (and added) as one line. Goods, firms, people and papers are invented: the
social credit codes have right check digits and belong to nobody.
"""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from make_orders import save, table
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cbec_cli.tables.dossier_columns import DOSSIER_COLUMNS, SHEET_NAMES, DossierTable

GOODS = """
sku      | hs_code    | name                            | category    | origin | producer
IF-NZ-3  | 1901101090 | 婴儿配方奶粉3段 900克           |             | 新西兰 | Kauri Dairy Ltd
CR-FR-50 | 3304990039 | 修护面霜 50毫升                 |             | 法国   | Roseval SAS
SU-JP-60 | 3304990029 | 防晒乳 60克                     |             | 日本   | Morino KK
FO-AU-40 | 2106905090 | 海豹油软胶囊 400粒（保健食品）  | health_food | 澳大利亚 | Tui Health Pty Ltd
WN-FR-75 | 2204210000 | 干红葡萄酒 750毫升              |             | 法国   | Domaine Rivauld
CF-US-2K | 2309109000 | 成猫干粮 2千克                  |             | 美国   | Prairie Pet Foods Inc
CN-TH-80 | 2309101000 | 猫罐头 80克                     |             | 泰国   | Siam Pet Co., Ltd.
HD-MY-1  | 8516310000 | 高速电吹风                      |             | 马来西亚 | Ventara Sdn Bhd
BL-DK-48 | 9503006000 | 拼插积木 480块                  |             | 丹麦   | Klodsen ApS
PB-VN-30 | 9503002100 | 毛绒玩偶小熊                    |             | 越南   | Strida Toys Co., Ltd.
VC-US-15 | 2106909090 | 维生素C软糖 150粒               |             | 美国   | Sungrove LLC
"""

SHIPMENTS = """
shipment_id | mode | line   | sku      | qty  | unit | net_weight | arrives_on | declared_on | released_on | declarant | more
G-01        | 0110 |        | IF-NZ-3  | 6000 | 罐   | 5400       | 2026-11-10 | 2026-11-18  |             |           | label=food label_number=CNZL06032203150001
G-02        | 0110 |        | IF-NZ-3  | 6000 | 罐   | 5400       | 2026-12-04 |             |             |           | label=food label_number=CNZL06032203150001
G-03        | 0110 |        | CR-FR-50 | 2400 | 瓶   | 120        | 2026-11-26 |             |             | 上海样例报关有限公司 | label=cosmetic
G-04        | 0110 |        | SU-JP-60 | 5000 | 支   | 300        | 2026-11-30 |             |             |           | label=cosmetic label_number=国妆特进字20211234
G-05        | 0110 |        | FO-AU-40 | 1200 | 瓶   | 672        | 2026-12-02 |             |             |           | label=food label_number=国食健注J20190043 label_statement=适用于免疫力低下者
G-06        | 0110 |        | WN-FR-75 | 3600 | 瓶   | 2700       | 2026-12-07 |             |             |           | label=wine
G-07        | 0110 |        | CF-US-2K | 800  | 袋   | 1600       | 2026-11-20 | 2026-11-24  |             |           | label=pet
G-08        | 0110 |        | HD-MY-1  | 500  | 台   | 350        | 2026-12-10 |             |             |           |
G-09        | 0110 |        | BL-DK-48 | 900  | 套   | 990        | 2026-12-14 |             |             |           | label_zh=yes
C-10        | 1210 | second | IF-NZ-3  | 2    | 罐   | 1.8        |            | 2026-11-24  |             |           | cbec ems_no=T3301W000017
C-11        | 1210 | second | SU-JP-60 | 3    | 支   | 0.18       |            | 2026-11-16  | 2026-11-17  |           | cbec ems_no=T3301W000017
C-12        | 9610 |        | VC-US-15 | 2    | 瓶   | 0.9        | 2026-12-03 |             |             |           | cbec bill_no=AWB-78412026
C-13        | 1210 | first  | WN-FR-75 | 1200 | 瓶   | 900        | 2026-12-08 |             |             |           | cbec ems_no=T3301W000017 bill_no=EXMU26120813
C-14        | 1239 | second | CN-TH-80 | 24   | 罐   | 1.92       |            | 2026-11-25  |             |           | cbec ems_no=T4301W000002
C-15        | 9610 |        | PB-VN-30 | 1    | 个   | 0.35       | 2026-11-28 |             |             |           | cbec bill_no=AWB-78412031 risk_notice=short
"""  # noqa: E501 -- a table is read across; `more` names cells, and the ready-made labels and parties below

LABELS = {
    "food": {
        "label_zh": "yes",
        "label_name": "yes",
        "label_ingredients": "yes",
        "label_net_content": "净含量：900克",
        "label_production_date": "2026/06/18",
        "label_best_before": "24个月",
        "label_storage": "阴凉干燥处",
        "label_origin": "yes",
        "label_importer": "上海样例贸易有限公司",
        "label_nutrition": "yes",
    },
    "wine": {
        "label_zh": "yes",
        "label_name": "干红葡萄酒",
        "label_ingredients": "葡萄汁、二氧化硫",
        "label_net_content": "25.4 fl oz",
        "label_production_date": "12/05/2025",
        "label_origin": "法国",
        "label_importer": "上海样例贸易有限公司",
        "label_number": "CFRA15032203150021",
        "label_statement": "过量饮酒有害健康",
    },
    "cosmetic": {
        "label_zh": "yes",
        "label_name": "yes",
        "label_ingredients": "yes",
        "label_net_content": "yes",
        "label_best_before": "限期使用日期 2029/03/31",
        "label_importer": "上海样例贸易有限公司",
    },
    "pet": {"label_zh": "背标贴于最小包装"},
}

NOTICE = (
    "本商品符合原产地有关质量、安全、卫生、环保、标识等标准或技术规范要求，可能与我国标准存在差异，风险由消费者自行承担；"
    "本商品直接购自境外，可能无中文标签，请通过网站查看商品中文电子标签；本商品仅限个人自用，不得再次销售。"
)
NOTICES = {"short": "本商品符合原产地有关质量、安全、卫生、环保、标识等标准或技术规范要求，可能与我国标准存在差异。"}

IMPORTER = {"importer": "上海样例贸易有限公司", "uscc": "91310115MA1K0EXA1A", "customs_code": "3122230EXA"}
CBEC = {
    "seller": "Sample Overseas Stores Pte. Ltd.",
    "seller_country": "新加坡",
    "agent": "杭州样例供应链管理有限公司",
    "agent_uscc": "91330100MA2B0EXA2F",
    "agent_customs_code": "3301960EXB",
    "platform": "杭州样例海淘网络有限公司",
    "payment": "上海样例支付有限公司",
    "logistics": "杭州样例速运有限公司",
    "guarantor": "杭州样例供应链管理有限公司",
    "warehouse": "杭州样例保税仓储有限公司",
    "risk_notice": NOTICE,
}

TRADE_PAPERS = """
shipment_id | number  | issued_on
G-01        | KD-1107 | 2026-10-02
G-02        | KD-1121 | 2026-10-28
G-03        | RV-0619 | 2026-10-30
G-04        | MR-0088 | 2026-11-02
G-05        | TH-0415 | 2026-11-04
G-06        | DR-2207 | 2026-10-20
G-07        | PP-0301 | 2026-10-01
G-08        | VT-0777 | 2026-11-05
G-09        | KL-0950 | 2026-11-06
C-13        | DR-2208 | 2026-10-22
"""

DOCUMENTS = """
shipment_id | sku | importer | type | number | issued_on | expires_on | issuer | holder | file | hs_code | origin | qty | unit
G-01; G-02  | | | 自动进口许可证 | 26-AB-310557 | 2026-09-20 | 2026-12-31 | | 上海样例贸易有限公司 | zdxk-310557.pdf | 1901101090 | 新西兰 | 8000 | 千克
G-01        | | | 卫生证书 | NZ-26-104417 | 2026-10-08 | none | Ministry for Primary Industries | | hc-104417.pdf | | 新西兰 | |
G-02        | | | 卫生证书 | NZ-26-110312 | 2026-11-05 | none | Ministry for Primary Industries | | hc-110312.pdf | | 新西兰 | |
            | IF-NZ-3 | | producer_registration | CNZL06032203150001 | 2022-03-15 | 2027-03-14 | | Kauri Dairy Ltd | | | | |
            | IF-NZ-3 | | 婴幼儿配方乳粉产品配方注册证书 | 国食注字YP20230117 | 2023-05-12 | 2028-05-11 | | Kauri Dairy Ltd | | | | |
            | CR-FR-50 | | 化妆品备案 | 国妆网备进字（沪）2021004411 | 2021-06-01 | 2026-05-31 | | | | 3304990039 | 法国 | |
            | CR-FR-50 | | 化妆品备案 | 国妆网备进字（沪）2026002093 | 2026-05-20 | 长期 | | | | 3304990039 | 法国 | |
G-03        | | | 代理报关委托书 | WT-2026-3301 | 2026-11-01 | 2027-10-31 | | 上海样例贸易有限公司 | | | | |
            | SU-JP-60 | | 化妆品注册 | 国妆特进字20211234 | 2021-12-16 | 2026-12-15 | | | sun-reg.pdf | | | |
            | FO-AU-40 | | 保健食品注册 | 国食健注J2019004 | 2019-11-20 | 2029-11-19 | | Tui Health Pty Ltd | | | | |
            | FO-AU-40 | | producer_registration | CAUS18032203150007 | 2022-03-15 | 2027-03-14 | | Tui Health Pty Ltd | | | | |
            | WN-FR-75 | | producer_registration | CFRA15032203150021 | 2022-03-15 | 2027-03-14 | | Domaine Rivauld | | | | |
G-06        | | | 原产地证 | EUR-26-77120 | 2026-10-21 | 2027-10-20 | | 上海样例贸易有限公司 | | 220421 | 法国 | |
G-07        | | | 卫生证书 | US-26-55019 | 2026-11-23 | none | USDA | | | | 美国 | |
            | CF-US-2K | | 进口登记证 | （2023）外饲准字218号 | 2023-04-01 | 2028-03-31 | | Prairie Pets Inc | | | | |
            | CF-US-2K | | producer_registration | CUSA23032203150044 | 2022-03-15 | 2027-03-14 | | Prairie Pet Foods Inc | | | | |
            | HD-MY-1 | | CCC证书 | 2023010713556677 | 2023-08-01 | 2028-07-31 | | Ventara Sdn Bhd | | 8509803000 | | |
            | BL-DK-48 | | CCC证书 | 2024012202667788 | 2024-02-10 | 2029-02-09 | | Klodsen ApS | ccc-bl.pdf | 950300 | | |
            | VC-US-15 | | producer_registration | CUSA18032203150051 | 2022-03-15 | 2027-03-14 | | Sungrove LLC | | | | |
            | CN-TH-80 | | producer_registration | CTHA23032203150009 | 2022-03-15 | 2027-03-14 | | Siam Pet Co., Ltd. | | | | |
C-10; C-11; C-12; C-14; C-15 | | | order_data | CEB311 2026-11 | | | | 杭州样例海淘网络有限公司 | | | | |
C-10; C-11; C-12; C-14; C-15 | | | payment_data | CEB411 2026-11 | | | | | | | | |
C-10; C-11; C-12; C-14; C-15 | | | waybill_data | CEB511 2026-11 | | | | | | | | |
C-10        | | | 申报清单 | 29912026I000481201 | 2026-11-24 | | | 杭州样例供应链管理有限公司 | | | | |
C-11        | | | 申报清单 | 29912026I000471177 | 2026-11-16 | | | 杭州样例供应链管理有限公司 | | | | |
C-12        | | | 申报清单 | 22442026I000099004 | 2026-12-03 | | | 杭州样例供应链管理有限公司 | | | | |
C-14        | | | 申报清单 | 43012026I000001288 | 2026-11-25 | | | 杭州样例供应链管理有限公司 | | | | |
C-15        | | | 申报清单 | 22442026I000098871 | 2026-11-28 | | | 杭州样例供应链管理有限公司 | | | | |
C-10; C-11; C-12; C-14; C-15 | | | 实名认证 | 11010119900101996X | | none | | 样例甲 | | | | |
            | | 杭州样例供应链管理有限公司 | 境内代理人委托协议 | DL-2026-01 | 2026-01-01 | 2027-12-31 | | 杭州样例供应链管理有限公司 | mandate.pdf | | | |
C-10; C-11; C-14; C-15 | | | 税款担保 | BH-2026-07 | 2026-07-01 | 2027-06-30 | | 杭州样例供应链管理有限公司 | | | | |
C-12        | | | 税款担保 | BH-2025-11 | 2025-12-01 | 2026-11-30 | | 杭州样例供应链管理有限公司 | | | | |
G-99        | | | 商业发票 | INV-KD-1199 | 2026-11-15 | | | 上海样例贸易有限公司 | | | | |
G-08        | | | 保险单 | PICC-26-8871 | 2026-11-05 | 2026-13-05 | | | | | | |
"""  # noqa: E501 -- a table is read across

PARTIES = """
role      | name                             | uscc               | customs_code | country | mode | shipment_id | filed_since
importer  | 上海样例贸易有限公司             | 91310115MA1K0EXA1A | 3122230EXA   | 中国    | 0110 |             | 2022-03-01
declarant | 上海样例报关有限公司             | 91310115MA1K0EXB3H | 3122980EXC   | 中国    |      | G-03        | 2019-07-01
seller    | Sample Overseas Stores Pte. Ltd. |                    |              | 新加坡  |      |             | 2023-05-10
agent     | 杭州样例供应链管理有限公司       | 91330100MA2B0EXA2F | 3301960EXB   | 中国    |      |             | 2023-05-10
platform  | 杭州样例海淘网络有限公司         | 91330100MA2B0EXC5T | 3301960EXD   | 中国    |      |             | 2023-05-10
payment   | 上海样例支付有限公司             | 91310000MA1K0EXD60 | 3122960EXE   | 中国    |      |             | 2020-01-15
"""  # noqa: E501 -- a table is read across

DAYS = frozenset({"arrives_on", "declared_on", "released_on", "issued_on", "expires_on", "filed_since"})
NUMBERS = frozenset({"qty", "net_weight"})

Row = dict[str, str]


def shipments() -> Iterator[Row]:
    """Each shipment with its goods, its parties and what is said of its label."""
    goods = {each["sku"]: each for each in table(GOODS)}
    for line in table(SHIPMENTS):
        more = line.pop("more").split()
        pairs = dict(pair.split("=", 1) for pair in more if "=" in pair)
        cells = {**goods[line["sku"]], **line, **(CBEC if "cbec" in more else IMPORTER)}
        if "cbec" in more:
            cells["e_label"] = f"https://shop.example/labels/{line['sku'].lower()}"
        cells |= LABELS.get(pairs.pop("label", ""), {})
        cells |= {name: NOTICES.get(text, text) for name, text in pairs.items()}
        yield cells


def documents() -> Iterator[Row]:
    """Contract, invoice and packing list of each shipment in the trade, then the rest; a waybill for each of these."""
    for line in table(TRADE_PAPERS):
        holder = CBEC["agent"] if line["shipment_id"].startswith("C") else IMPORTER["importer"]
        for kind, start in (("合同", "SC"), ("商业发票", "INV"), ("装箱单", "PL"), ("提单", "BL")):
            named = {"holder": holder} if kind in ("合同", "商业发票") else {}
            if kind != "提单" or line["shipment_id"].startswith("G"):
                yield {**line, "type": kind, "number": f"{start}-{line['number']}", **named}
    yield from table(DOCUMENTS)


ROWS = {"shipments": shipments, "documents": documents, "parties": lambda: iter(table(PARTIES))}


def cell(name: str, text: str) -> str | date | Decimal | None:
    """A cell as a person types it: days and quantities are real ones, everything else is text."""
    if name in NUMBERS and text:
        return Decimal(text)
    if name in DAYS and text:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text or None


def fill(sheet: Worksheet, name: DossierTable) -> None:
    """Headings and rows; only columns that some row fills."""
    rows = list(ROWS[name]())
    columns = [each for each in DOSSIER_COLUMNS[name] if any(row.get(each.name) for row in rows)]
    sheet.append([each.bilingual for each in columns])
    for row in rows:
        sheet.append([cell(each.name, row.get(each.name, "")) for each in columns])
    for place, each in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, min(32, 2 * len(each.title_zh) + len(each.name) + 3))
        for below in sheet[letter][1:]:
            below.number_format = "yyyy-mm-dd" if isinstance(below.value, date) else "@"
            if isinstance(below.value, Decimal):
                below.number_format = "General"
    for head in sheet[1]:
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDEBF7")
        head.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"


def main(folder: Path) -> None:
    """Write the workbook into the folder."""
    book = Workbook()
    book.remove(book.active)
    for name in DOSSIER_COLUMNS:
        fill(book.create_sheet(SHEET_NAMES[name][0]), name)
    save(book, folder / "docs.xlsx")
    print(f"{len(table(SHIPMENTS))} shipments, {len(list(documents()))} documents")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
