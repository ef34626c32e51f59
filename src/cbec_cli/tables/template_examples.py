"""The example lines of the templates: invented people, firms and goods; every number valid in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cbec_cli.tables.columns import Table

Line = dict[str, str]

_PERSON = "11010519491231002X"  # the example of GB 11643-1999, whose check digit is right

_ORDER: Line = {
    "order_no": "示例-EXAMPLE-1",
    "buyer_id": _PERSON,
    "currency": "CNY",
    "order_date": "2026-03-22",
    "declared_on": "2026-03-25",
    "mode": "9610",
}
_CREAM: Line = {
    "sku": "CR-50",
    "name": "面霜 face cream 50 ml",
    "hs_code": "3304990099",
    "origin": "FRA",
    "unit": "件",
    "unit_price": "180.00",
    "content": "50 ml",
}
_FORMULA: Line = {
    "sku": "IF-900",
    "name": "婴儿配方奶粉 infant formula 900 g",
    "hs_code": "1901101090",
    "origin": "NLD",
    "unit": "罐",
    "unit_price": "238.00",
    "content": "900 g",
}
_SHAMPOO: Line = {
    "sku": "SH-500",
    "name": "洗发水 shampoo 500 ml",
    "hs_code": "3305100090",
    "origin": "JPN",
    "unit": "瓶",
    "unit_price": "89.00",
    "content": "500 ml",
}

_CREAM_FILED: Line = {
    **_CREAM,
    "gmodel": "4|3|护肤|50毫升/件|ROSEVAL牌|9521234500018|无CAS|无",
    "barcode": "9521234500018",
    "brand": "ROSEVAL",
    "ingredients": "水、甘油、角鲨烷",
    "unit1": "千克",
    "unit2": "件",
}
_FORMULA_FILED: Line = {
    **_FORMULA,
    "gmodel": "4|3|脱脂乳粉、乳糖、植物油|供0至6个月婴儿食用|900克/罐|MELKHOF牌|9521234500025|无CAS|无",
    "barcode": "9521234500025",
    "brand": "MELKHOF",
    "ingredients": "脱脂乳粉、乳糖、植物油",
    "unit1": "千克",
}
_SHAMPOO_FILED: Line = {
    **_SHAMPOO,
    "gmodel": "4|3|清洁头发|500毫升/瓶|MORINO牌|SH-500|9521234500032|无CAS|无",
    "barcode": "9521234500032",
    "brand": "MORINO",
    "ingredients": "水、椰油酰甘氨酸钾",
    "unit1": "千克",
}

_DECLARED: Line = {
    **_ORDER,
    "buyer_id_type": "1",
    "buyer_name": "张三",
    "buyer_phone": "13812345678",
    "payer_id": _PERSON,
    "payer_name": "张三",
    "consignee": "张三",
    "consignee_phone": "13812345678",
    "consignee_address": "浙江省杭州市西湖区示例路1号",
    "ebp_code": "91330100MA0PLAT061",
    "ebp_name": "示例平台有限公司",
    "ebc_code": "3301960E02",
    "ebc_name": "示例电商有限公司",
    "logistics_code": "91330100MA0CARR084",
    "logistics_name": "示例物流有限公司",
    "agent_code": "91330100MA0DECL01M",
    "agent_name": "示例报关有限公司",
    "assure_code": "3301960E02",
    "customs_code": "2928",
    "pack_no": "1",
    "order_insurance": "0",
    "order_coupon": "0",
    "declared_duty": "0",
    "declared_consumption_tax": "0",
}
_DIRECT: Line = {
    **_DECLARED,
    "payment_no": "2026032200001",
    "logistics_no": "EX2026032200001",
    "port_code": "2910",
    "traf_mode": "5",
    "traf_no": "B2098",
    "voyage_no": "EX910",
    "bill_no": "99912345675",
    "dispatch_country": "FRA",
    "order_goods_value": "598.00",
    "order_freight": "12.00",
    "order_tax": "55.51",
    "order_paid": "665.51",
}
_BONDED: Line = {
    **_DECLARED,
    "order_no": "示例-EXAMPLE-2",
    "mode": "1210",
    "payment_no": "2026032200002",
    "logistics_no": "EX2026032200002",
    "ems_no": "T2928W000001",
    "area_code": "91330100MA0WARE03F",
    "area_name": "示例仓储有限公司",
    "port_code": "2928",
    "traf_mode": "4",
    "dispatch_country": "CHN",
    "order_goods_value": "89.00",
    "order_freight": "0",
    "order_tax": "8.10",
    "order_paid": "97.10",
}
_FILED: Line = {"currency": "CNY", "risk_notice": "https://shop.example/notice"}

EXAMPLES: Mapping[Table, tuple[Line, ...]] = {
    "orders": (
        {**_ORDER, **_CREAM, "line_no": "1", "qty": "2", "qty1": "0.1", "net_weight": "0.1"},
        {**_ORDER, **_FORMULA, "line_no": "2", "qty": "1", "qty1": "0.9", "freight": "12.00", "net_weight": "0.9"},
    ),
    "declarations": (
        {
            **_DIRECT,
            **_CREAM_FILED,
            "line_no": "1",
            "qty": "2",
            "qty1": "0.1",
            "qty2": "2",
            "total_price": "360.00",
            "net_weight": "0.1",
            "gross_weight": "0.25",
            "declared_vat": "33.42",
            "declared_tax": "33.42",
        },
        {
            **_DIRECT,
            **_FORMULA_FILED,
            "line_no": "2",
            "qty": "1",
            "qty1": "0.9",
            "total_price": "238.00",
            "net_weight": "0.9",
            "gross_weight": "1.1",
            "declared_vat": "22.09",
            "declared_tax": "22.09",
        },
        {
            **_BONDED,
            **_SHAMPOO_FILED,
            "line_no": "1",
            "item_record_no": "000001",
            "qty": "1",
            "qty1": "0.5",
            "total_price": "89.00",
            "net_weight": "0.5",
            "gross_weight": "0.6",
            "declared_vat": "8.10",
            "declared_tax": "8.10",
        },
    ),
    "catalog": (
        {
            **_FILED,
            **_CREAM_FILED,
            "qty1": "0.05",
            "qty2": "1",
            "net_weight": "0.05",
            "gross_weight": "0.12",
            "e_label": "https://shop.example/label/CR-50",
        },
        {
            **_FILED,
            **_FORMULA_FILED,
            "qty1": "0.9",
            "net_weight": "0.9",
            "gross_weight": "1.1",
            "e_label": "https://shop.example/label/IF-900",
        },
    ),
    "returns": (
        {
            "return_no": "R-EXAMPLE-1",
            "invt_no": "29102026I000000001",
            "order_no": "示例-EXAMPLE-1",
            "line_no": "1",
            "sku": "CR-50",
            "return_qty": "1",
            "reason": "七天无理由退货",
            "released_on": "2026-10-01",
            "applied_on": "2026-10-20",
            "arrived_on": "2026-10-28",
            "place_from": "杭州综合保税区",
            "place_to": "原场所",
            "condition": "原状",
            "refund": "196.38",
            "applicant": "境内代理人",
            "freight_local": "12.00",
            "handling_fee": "6.50",
            "resale_value": "150.00",
            "grade": "A",
        },
        {
            "return_no": "R-EXAMPLE-2",
            "order_no": "示例-EXAMPLE-2",
            "sku": "SH-500",
            "return_qty": "2",
            "reason": "运输破损",
            "released_on": "2026-10-12",
            "applied_on": "2026-10-30",
            "place_from": "杭州综合保税区",
            "condition": "破损",
            "destruction_fee": "9.00",
            "resale_value": "0.00",
        },
    ),
}
"""Table → its example lines, canonical column → cell."""
