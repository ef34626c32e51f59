"""Columns of a dossier: the shipments to clear, their documents, and the parties that answer for them.

Sheets of one workbook, or three csv files. `cbec docs`, `cbec ior` and `cbec deadlines` read them with
`cbec_cli.tables.dossier_rows`. Columns that orders have too are the same ones, with the same headings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from cbec_cli.tables.columns import MODES, Column
from cbec_cli.tables.dossier_labels import SHIPMENT_LABELS
from cbec_cli.tables.dossier_parties import PARTIES
from cbec_cli.tables.dossier_shared import LINES, OWN_NAME, ROLE_CHOICES, SHIPMENT, same
from cbec_cli.tables.dossier_shipments import SHIPMENT_DAYS, SHIPMENT_PARTIES

__all__ = [
    "DOCUMENTS",
    "DOSSIER_COLUMNS",
    "LINES",
    "OWN_NAME",
    "PARTIES",
    "ROLE_CHOICES",
    "SHEET_NAMES",
    "SHIPMENTS",
    "DossierTable",
]

DossierTable = Literal["shipments", "documents", "parties"]

SHIPMENTS: tuple[Column, ...] = (
    SHIPMENT,
    same("mode", required=True, choices=MODES),
    Column(
        "line",
        "Line",
        "一线或二线",
        "text",
        "Bonded goods: `first` from abroad into the zone, `second` out of it to the buyer; blank means second.",
        "保税货物：一线进区填 first，二线出区填 second；留空为二线。",
        "second",
        aliases=("进出区环节", "环节", "stage", "first or second line"),
        choices=LINES,
    ),
    same("hs_code", required=True),
    same("sku"),
    same("name", longest=0),
    Column(
        "category",
        "Category",
        "商品类别",
        "text",
        "Kind of goods if the code does not tell it; several with a semicolon between.",
        "商品类别（编码不能确定时填写）；多个用分号隔开。",
        aliases=("类别", "品类", "商品品类", "goods category"),
    ),
    same("origin"),
    same("preference"),
    same("qty"),
    same("unit"),
    same("net_weight"),
    Column(
        "customs_value",
        "Customs value",
        "计税价格",
        "money",
        "Dutiable value of the shipment in CNY.",
        "货物的计税价格（完税价格），人民币。",
        "100000.00",
        aliases=("完税价格", "货值", "dutiable value", "cif value", "goods value"),
    ),
    Column(
        "tax",
        "Tax",
        "税款",
        "money",
        "Duty, VAT and consumption tax of the shipment in CNY, if known.",
        "该批货物的关税、增值税、消费税合计（人民币，如已知）。",
        "34270.59",
        aliases=("应缴税款", "税款合计", "tax amount", "import tax"),
    ),
    *SHIPMENT_DAYS,
    *SHIPMENT_PARTIES,
    same("ems_no", scope="line"),
    same("bill_no", scope="line"),
    *SHIPMENT_LABELS,
    same("note"),
)
"""One row is one shipment: goods of one kind declared together."""

DOCUMENTS: tuple[Column, ...] = (
    replace(
        SHIPMENT,
        required=False,
        note="Shipment it belongs to; several with a semicolon between; blank if it covers an article or a party.",
        note_zh="所属货物批次；多个用分号隔开；按商品或企业适用的单证留空。",
    ),
    same(
        "sku",
        note="Article it covers, for all its shipments; several with a semicolon between.",
        note_zh="适用的商品货号（对该商品各批次有效）；多个用分号隔开。",
    ),
    Column(
        "importer",
        "Party it covers",
        "适用企业",
        "text",
        "Importer, agent or other party it covers, for all its shipments.",
        "适用的企业（境内收货人、境内代理人等），对其各批次有效。",
        aliases=("境内收货人", "进口商", "适用收货人", "party", "covers party", "importer of record"),
    ),
    Column(
        "type",
        "Document type",
        "单证类型",
        "text",
        "What it is: an id such as `health_certificate`, or its Chinese or English name.",
        "单证类型：代号（如 health_certificate）或中英文名称。",
        "health_certificate",
        aliases=("单证名称", "单证种类", "单证类别", "文件类型", "单证", "document", "document name"),
        required=True,
    ),
    Column(
        "number",
        "Number",
        "单证编号",
        "id",
        "Its number, as text.",
        "单证编号（文本）。",
        "HC-2026-00117",
        aliases=(
            "编号",
            "证书编号",
            "证号",
            "文号",
            "批准文号",
            "注册号",
            "备案号",
            "document number",
            "certificate number",
        ),
    ),
    Column(
        "issued_on",
        "Issued on",
        "签发日期",
        "day",
        "Day of issue.",
        "签发日期。",
        "2026-10-15",
        aliases=("发证日期", "出具日期", "开具日期", "issue date", "date of issue"),
    ),
    Column(
        "expires_on",
        "Expires on",
        "有效期至",
        "day",
        "Last day on which it is valid; `none` if it has no end, blank if unknown.",
        "有效期截止日；长期有效填“长期”，不清楚留空。",
        "2027-10-14",
        aliases=("有效期", "有效期限", "到期日", "截止日期", "失效日期", "expiry date", "valid until", "expiry"),
    ),
    Column(
        "issuer",
        "Issuer",
        "签发机构",
        "text",
        "Who issued it.",
        "签发机构。",
        aliases=("发证机关", "发证机构", "出具机构", "issued by"),
    ),
    Column(
        "holder",
        "Holder",
        "持有人",
        "text",
        "The party named in it.",
        "单证载明的企业（个人）。",
        aliases=("证书持有人", "申请人", "注册人", "备案人", "收货单位", "applicant", "registrant"),
    ),
    Column(
        "file",
        "File",
        "文件",
        "text",
        "Name of its scan, below the folder of --files.",
        "扫描件文件名（相对于 --files 文件夹）。",
        "hc-00117.pdf",
        aliases=("文件名", "附件", "扫描件", "电子文件", "file name", "attachment"),
    ),
    same("hs_code", note="Customs code it names, if any.", note_zh="单证载明的商品编码（如有）。", example=""),
    same("origin", note="Origin it names, if any.", note_zh="单证载明的原产国（如有）。"),
    same("qty", note="Quantity it covers, if it names one.", note_zh="单证载明的数量（如有）。", example=""),
    same("unit", note="Unit of that quantity.", note_zh="上述数量的单位。"),
    same("note"),
)
"""One row is one document. It covers a shipment, an article, or a party."""

DOSSIER_COLUMNS: dict[DossierTable, tuple[Column, ...]] = {
    "shipments": SHIPMENTS,
    "documents": DOCUMENTS,
    "parties": PARTIES,
}

SHEET_NAMES: dict[DossierTable, tuple[str, ...]] = {
    "shipments": ("shipments", "货物", "批次", "货物批次", "shipment", "票"),
    "documents": ("documents", "单证", "单证清单", "文件", "document", "papers"),
    "parties": ("parties", "企业", "参与方", "参与企业", "party", "关联企业"),
}
"""What the sheet of a table may be called, any case; the first is the name the template gives it."""
