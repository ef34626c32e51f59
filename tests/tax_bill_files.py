"""Tax bills as customs would send them, from plain texts; and what comes of comparing them with orders."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from readings import LAW, write_rows

from cbec_cli.law.tariff import load_tariff
from cbec_cli.report.reconcile import write_json
from cbec_cli.tables.source import open_source
from cbec_cli.tables.tax_bills import read_bills
from cbec_cli.work.reconcile import Reconciled, reconcile, reconciling_batch
from cbec_cli.work.settings import Settings

HEAD = {
    "moment": "returnTime",
    "invt_no": "invtNo",
    "tax_no": "taxNo",
    "duty": "customsTax",
    "vat": "valueAddedTax",
    "consumption_tax": "consumptionTax",
    "status": "status",
    "ent_duty_no": "entDutyNo",
    "order_no": "orderNo",
    "logistics_no": "logisticsNo",
}
LINE = {"gnum": "gnum", "code": "gcode", "value": "taxPrice"} | {
    name: HEAD[name] for name in ("duty", "vat", "consumption_tax")
}
TABLE = {
    "tax_no": "电子税单编号",
    "invt_no": "清单编号",
    "ent_duty_no": "缴款书编号",
    "status": "税单状态",
    "duty": "应征关税（元）",
    "consumption_tax": "应征消费税（元）",
    "vat": "应征增值税（元）",
    "ebc_code": "电商企业代码",
    "order_no": "订单编号",
    "logistics_code": "物流企业代码",
    "logistics_no": "运单编号",
    "assure_code": "担保企业代码",
    "note": "备注",
    "moment": "生成时间",
}
NOTHING = {"duty": "0", "consumption_tax": "0", "vat": "0", "status": "1"}

TARIFF = load_tariff()

Bill = Mapping[str, Any]


def elements(about: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return "".join(f"<{names[name]}>{about[name]}</{names[name]}>" for name in names if about.get(name, "") != "")


def tax(bill: Bill) -> str:
    """One bill as the element of a message."""
    lines = "".join(f"<TaxListRd>{elements({**NOTHING, **line}, LINE)}</TaxListRd>" for line in bill.get("lines", ()))
    return f"<Tax><TaxHeadRd><guid>1</guid>{elements({**NOTHING, **bill}, HEAD)}</TaxHeadRd>{lines}</Tax>"


def message(bills: Iterable[Bill]) -> str:
    inside = "\n".join(map(tax, bills))
    return (
        f'<CEB816Message xmlns="http://www.chinaport.gov.cn/ceb" guid="1" version="1.0">\n{inside}\n</CEB816Message>\n'
    )


def states(*told: Mapping[str, str]) -> str:
    inside = "".join(f"<Tax><TaxHeadStatus>{elements(each, HEAD)}</TaxHeadStatus></Tax>" for each in told)
    return f'<CEB818Message xmlns="http://www.chinaport.gov.cn/ceb">{inside}</CEB818Message>'


def table(bills: Iterable[Bill]) -> str:
    """The exported table: a title, the fourteen headings, a row for each bill."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["税单详情"])
    writer.writerow(TABLE.values())
    for bill in bills:
        about = {**NOTHING, **bill}
        writer.writerow(about.get(name, "") for name in TABLE)
    return text.getvalue()


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def compared(folder: Path, orders: Sequence[Mapping[str, Any]], *files: Path) -> Reconciled:
    """Orders beside files of bills, everything in memory but the files."""
    bills = read_bills([str(file) for file in files])
    batch, listener = reconciling_batch(LAW, TARIFF, Settings())
    with open_source(write_rows(folder / "orders.csv", orders)) as source:
        batch.read(source)
    return reconcile(bills, batch, listener)


def said(found: Reconciled) -> dict[str, Any]:
    """What its JSON says."""
    sink = io.BytesIO()
    write_json(found, sink)
    answer: dict[str, Any] = json.loads(sink.getvalue())
    return answer
