"""A clean batch and a clean catalogue, into which tests plant faults; every cell is text, as a spreadsheet shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from readings import command
from stdnum.cn import ric

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DAY = "2026-11-20"

_FIRMS = {
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
    "pack_no": "1",
}
_LI = {
    "buyer_id_type": "1",
    "buyer_id": "110105199003071239",
    "buyer_name": "李雷",
    "buyer_phone": "13812345678",
    "payer_id": "110105199003071239",
    "payer_name": "李雷",
    "consignee": "李雷",
    "consignee_phone": "13812345678",
    "consignee_address": "浙江省杭州市西湖区示例路1号2幢301室",
}
_HAN = {
    "buyer_id_type": "1",
    "buyer_id": "310104198506154569",
    "buyer_name": "韩梅梅",
    "buyer_phone": "13987654321",
    "payer_id": "310104198506154569",
    "payer_name": "韩梅梅",
    "consignee": "韩梅梅",
    "consignee_phone": "13987654321",
    "consignee_address": "上海市徐汇区示例街22号5楼",
}
_BONDED = {
    "mode": "1210",
    "traf_mode": "4",
    "ems_no": "T2991W000123",
    "area_code": "330196A5E6",
    "area_name": "示例保税仓储有限公司",
    "dispatch_country": "142",
    "traf_no": "",
    "voyage_no": "",
    "bill_no": "",
}
_DIRECT = {
    "mode": "9610",
    "traf_mode": "5",
    "traf_no": "NH907",
    "voyage_no": "NH907/20261118",
    "bill_no": "205-12345675",
    "dispatch_country": "116",
    "ems_no": "",
    "area_code": "",
    "area_name": "",
}
_D1 = {
    "order_no": "D2026112000001",
    "logistics_no": "SF1000000000001",
    **_BONDED,
    **_LI,
    **_FIRMS,
    "order_goods_value": "596.00",
    "order_freight": "0",
    "order_insurance": "0",
    "order_tax": "50.88",
    "order_coupon": "0",
    "order_paid": "646.88",
}
_D2 = {
    "order_no": "D2026112000002",
    "logistics_no": "SF1000000000002",
    **_DIRECT,
    **_HAN,
    **_FIRMS,
    "order_goods_value": "180.00",
    "order_freight": "12.00",
    "order_insurance": "1.00",
    "order_tax": "17.56",
    "order_coupon": "0",
    "order_paid": "210.56",
}
_DATES = {"order_date": "2026-11-19", "declared_on": DAY, "currency": "CNY"}
MILK = {
    "sku": "MF-900",
    "name": "婴儿配方奶粉 3段 900克",
    "hs_code": "1901101090",
    "gmodel": "婴儿配方奶粉，示例牌，900克/罐，脱脂乳、乳糖、植物油，12至36个月",
    "barcode": "6901234567892",
    "brand": "示例牌",
    "origin": "新西兰",
    "unit": "罐",
    "unit1": "千克",
    "unit_price": "238.00",
    "content": "900 g",
}
HONEY = {
    "sku": "HY-500",
    "name": "麦卢卡天然蜂蜜 500克",
    "hs_code": "0409000000",
    "gmodel": "天然蜂蜜，示例牌，500克/瓶，麦卢卡蜂蜜100%",
    "barcode": "4006381333931",
    "brand": "示例牌",
    "origin": "新西兰",
    "unit": "瓶",
    "unit1": "千克",
    "unit_price": "120.00",
    "content": "500 g",
}
CREAM = {
    "sku": "CR-50",
    "name": "保湿面霜 50毫升",
    "hs_code": "3304990039",
    "gmodel": "面霜，示例牌，50毫升/瓶，水、甘油、透明质酸钠",
    "barcode": "无",
    "brand": "示例牌",
    "origin": "日本",
    "unit": "瓶",
    "unit1": "千克",
    "unit2": "件",
    "unit_price": "180.00",
    "content": "50 ml",
}
CLEAN: tuple[dict[str, str], ...] = (
    {
        **_D1,
        **_DATES,
        "line_no": "1",
        **MILK,
        "qty": "2",
        "total_price": "476.00",
        "qty1": "1.8",
        "net_weight": "1.8",
        "gross_weight": "2.1",
        "item_record_no": "L0001",
        "declared_tax": "43.32",
    },
    {
        **_D1,
        **_DATES,
        "line_no": "2",
        **HONEY,
        "qty": "1",
        "total_price": "120.00",
        "qty1": "0.5",
        "net_weight": "0.5",
        "gross_weight": "0.7",
        "item_record_no": "L0002",
        "declared_tax": "7.56",
    },
    {
        **_D2,
        **_DATES,
        "line_no": "1",
        **CREAM,
        "qty": "1",
        "total_price": "180.00",
        "qty1": "0.05",
        "qty2": "1",
        "net_weight": "0.05",
        "gross_weight": "0.2",
        "item_record_no": "L0003",
        "declared_tax": "17.56",
    },
)
"""Three lines of two orders, rows 2 to 4: bonded goods of one buyer, a direct purchase of another."""

_PAPERS = {"e_label": "https://shop.example/labels/1", "risk_notice": "https://shop.example/notice"}
PRODUCTS: tuple[dict[str, str], ...] = tuple(
    {**product, **_PAPERS, "net_weight": weight}
    for product, weight in ((MILK, "0.9"), (HONEY, "0.5"), ({**CREAM, "qty1": "0.05"}, "0.05"))
)
"""Three products, rows 2 to 4."""

ALWAYS = frozenset(("LST002", "DAT008", "DAT006"))
"""Notes on what could not be tested; they say nothing against a line."""


def planted(rows: Sequence[Mapping[str, str]], changes: Mapping[int | str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows with some cells changed; rows count as the spreadsheet shows them, `all` means every row."""
    found = [dict(row) for row in rows]
    for at, cells in changes.items():
        for i in range(len(found)) if at == "all" else [int(at) - 2]:
            if i >= len(found):
                found.append(dict(found[-1]))
            found[i].update(cells)
    return found


def check(path: Path, *options: str) -> dict[str, Any]:
    """What `cbec check` finds, as JSON, with its exit status."""
    report = path.with_suffix(".found.json")
    status = command("check", str(path), *options, "--output", str(report))
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return {**found, "status": status}


def codes(found: Mapping[str, Any]) -> list[str]:
    """The codes of the findings, sorted, without the notes that are always there."""
    return sorted(each["code"] for each in found["findings"] if each["code"] not in ALWAYS)


# -- as many clean orders as a test wants ---------------------------------------------------------------------------

BONDED, DIRECT = CLEAN[1], CLEAN[2]
"""One line of each kind: honey from a bonded zone, a cream sent from abroad."""

NO_AMOUNTS = dict.fromkeys(("order_goods_value", "order_tax", "order_paid", "declared_tax"), "")
"""For lines whose price is changed: what is not declared is not compared."""

_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "思远若晴浩然雨桐子涵梓轩欣怡俊杰诗琪宇航"


def resident_id(number: int) -> str:
    """An identity number that can exist; each number gives another one."""
    body = f"3301021985{number % 12 + 1:02d}{number // 12 % 28 + 1:02d}{number // 336 % 500 * 2 + 1:03d}"
    return body + ric.calc_check_digit(body + "?")


def person(number: int) -> dict[str, str]:
    """A buyer who pays and receives, with ID, name, telephone and address of his own."""
    name = _SURNAMES[number % 16] + _GIVEN[number // 16 % 20] + _GIVEN[number // 320 % 20]
    phone = f"139{20_000_000 + 7 * number}"
    return {
        **dict.fromkeys(("buyer_id", "payer_id"), resident_id(number)),
        **dict.fromkeys(("buyer_name", "payer_name", "consignee"), name),
        **dict.fromkeys(("buyer_phone", "consignee_phone"), phone),
        "consignee_address": f"浙江省宁波市海曙区样本路{number}号",
    }


def order(number: int, *lines: Mapping[str, str], of: Mapping[str, str] = BONDED, **cells: str) -> list[dict[str, str]]:
    """An order of one clean line, or of as many as given, each a copy of `of` with some cells changed."""
    own = {"order_no": order_no(number), "logistics_no": f"SF9{number:012d}", **person(number)}
    own |= {"order_goods_value": "120.00", "order_tax": "7.56", "order_paid": "127.56"} if of is BONDED else {}
    return [{**of, **own, "line_no": str(i), **line, **cells} for i, line in enumerate(lines or ({},), start=1)]


def order_no(number: int) -> str:
    """The number an order is found by."""
    return f"D{number:08d}"


def clean_orders(count: int, first: int = 1) -> list[dict[str, str]]:
    """So many clean orders, numbered from `first` on, by turns of honey, of a cream, and of milk with honey."""
    rows: list[dict[str, str]] = []
    for number in range(first, first + count):
        kind = number % 3
        if kind == 2:
            own = order(number)[0]
            shared = {name: own[name] for name in ("order_no", "logistics_no", *person(number))}
            rows += [{**line, **shared} for line in CLEAN[:2]]
        else:
            rows += order(number, of=(BONDED, DIRECT)[kind])
    return rows
