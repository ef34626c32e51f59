"""A fault of every code of `cbec check`, each in orders or products of its own that have no other fault."""

from __future__ import annotations

import re
from decimal import Decimal

from checked import DIRECT, NO_AMOUNTS, PRODUCTS, order, person, resident_id

Rows = list[dict[str, str]]
_CODE = re.compile(r"[A-Z]{3}\d{3}")

_KILO = {"unit1": "千克", "unit2": "", "qty2": ""}
TOOTHBRUSH = {
    "sku": "TB-1",
    "name": "牙刷",
    "hs_code": "9603210000",
    "gmodel": "牙刷，示例牌，尼龙毛，塑料柄",
    "unit": "支",
    "unit1": "把",
    "qty1": "1",
    "unit2": "千克",
    "qty2": "0.5",
}
CROCODILE_BAG = {
    "sku": "CB-1",
    "name": "鳄鱼皮公文包",
    "hs_code": "4202119010",
    "gmodel": "公文包，示例牌，鳄鱼皮面，B1款",
    "unit": "个",
    "unit2": "个",
    "qty2": "1",
}
FIGURINE = {
    "sku": "FG-1",
    "name": "塑料摆件",
    "hs_code": "3926400000",
    "gmodel": "摆件，示例牌，聚丙烯制，A1型",
    "unit": "个",
}
SUGAR = {"name": "白砂糖", "hs_code": "1701991090", "gmodel": "白砂糖，示例牌，蔗糖99.8%，袋装", "unit": "包"}
SHRIMP = {
    "sku": "SR-1",
    "name": "冻虾",
    "hs_code": "0306179000",
    "gmodel": "冻虾，示例牌，带壳，41至50个/磅，袋装",
    "unit": "包",
    **_KILO,
}
DIAPERS = {
    "sku": "DP-1",
    "name": "婴儿纸尿裤",
    "hs_code": "9619001900",
    "gmodel": "婴儿纸尿裤，示例牌，经典系列，L码，54片/包，1.8千克/包",
    "unit": "包",
}
CREAMS = ("3304990039", "3304990029")
"""By volume and by weight."""

REMARKS = {
    "42021190": "列入《进出口野生动植物种商品目录》的商品除外",
    "39264000": "仅限家用装饰品",
    "17019910": "每人每年不超过2千克",
    "03061790": "仅限网购保税商品",
}
LISTED = ("19011010", "04090000", "33049900", "63090000", "96190019", *REMARKS)
"""A positive list of our own making: not the true one, which nobody may ship, but read in the same way."""


def price(each: str, qty: str = "1", sku: str = "") -> dict[str, str]:
    """Another price, with nothing declared that would have to follow it, of an article of its own."""
    total = f"{Decimal(each) * int(qty)}"
    return {**NO_AMOUNTS, "unit_price": each, "qty": qty, "total_price": total, "sku": sku or f"P-{each}"}


ON_HONEY: dict[str, dict[str, str]] = {
    "DAT001": {"net_weight": "half a kilo"},
    "DAT002 of the line": {"gmodel": ""},
    "DAT002 of the order": {"buyer_phone": ""},
    "DAT005 a power of ten": {"barcode": "4.00639E+12"},
    "DAT005 a lost zero": {"hs_code": "409000000", **NO_AMOUNTS},
    "HSC001": {"hs_code": "04090000", **NO_AMOUNTS},
    "HSC002 HSC007": {"hs_code": "0409000001", **NO_AMOUNTS},
    "HSC002 and a name that tells nothing": {"hs_code": "0409000001", "name": "礼盒", **NO_AMOUNTS},
    "HSC003": {"hs_code": "6309000000", "name": "旧衣物", "unit": "件", **NO_AMOUNTS},
    "HSC004 surely": {"name": "牙膏 500克"},
    "HSC004 likely": {"name": "玻尿酸面膜 500克"},
    "HSC006": {**DIAPERS, **NO_AMOUNTS},
    "LST001": {**TOOTHBRUSH, **NO_AMOUNTS},
    "LST004 by its ten digits": {**CROCODILE_BAG, **NO_AMOUNTS},
    "LST004 to be looked at": {**FIGURINE, **NO_AMOUNTS},
    "LST005": {**SUGAR, **price("20.00"), "qty1": "2.5", "net_weight": "2.5", "gross_weight": "2.6"},
    "THR001": price("2500.01", "2"),
    "THR002": price("5000.01"),
    "THR003": {**price("4000"), "year_to_date": "22000.01"},
    "THR005": {**price("1000"), "year_to_date": "22400.01"},
    "THR006": price("26000"),
    "TAX101 duty": {"declared_duty": "0.02"},
    "TAX101 consumption tax": {"declared_consumption_tax": "0.02"},
    "TAX101 VAT": {"declared_vat": "7.54"},
    "TAX101 tax of the line": {"declared_tax": "10.92"},
    "TAX101 tax of the order": {"order_tax": "10.92", "order_paid": "130.92"},
    "TAX103 of the line": {**NO_AMOUNTS, "coupon": "20.00", "total_price": "100.00"},
    "TAX103 of the order": {"order_goods_value": "100.00", "order_coupon": "20.00", "order_paid": "107.56"},
    "TAX109": {"mode": "0110", "currency": "USD", **NO_AMOUNTS},
    "TAX112": {"discount": "130.00", **NO_AMOUNTS},
    "UOM001": {"unit": "jianzi"},
    "UOM002": {"unit1": "个"},
    "UOM003 where there is none": {"unit2": "瓶", "qty2": "1"},
    "UOM004": {"qty1": "0.52"},
    "UOM005": {"unit": "千克"},
    "IDN001": dict.fromkeys(("buyer_id", "payer_id"), "330102198501011234"),
    "IDN002": {"payer_id": resident_id(0)},
    "IDN004": {"consignee_phone": "1391234567"},
    "IDN005 a firm": {"ebc_code": "91330106MA2AXXXX12"},
    "IDN005 a platform": {"ebp_code": "33076600Q"},
    "IDN007": {"buyer_id_type": "2"},
    "DEC001": {**NO_AMOUNTS, "total_price": "120.02"},
    "DEC002": {"gross_weight": "0.49"},
    "DEC003": {"currency": "EUR", **NO_AMOUNTS},
    "DEC004": {"order_paid": "127.57"},
    "DEC005 forbidden": {"traf_no": "NH907"},
    "DEC005 bonded goods from abroad": {"dispatch_country": "116"},
    "DEC005 ledger": {"item_record_no": ""},
    "DEC007 of the line": {"sku": "HY-500-NEW-ZEALAND-26"},
    "DEC008 no country": {"origin": "新西蓝国"},
    "DEC008 not known": {"origin": "701"},
    "DEC009": {"barcode": "4006381333930"},
    "DEC010": {"gmodel": "500克/瓶"},
    "DEC012": {"mode": "9710"},
    "DEC013 a fen": price("0.01"),
    "DEC014": {**price("80.00"), "qty": "1.5", "total_price": "120.00"},
    "DEC016": {"currency": "$", **NO_AMOUNTS},
    "DEC017": {"pack_no": "2"},
    "DEC018": {"order_goods_value": "121.00", "order_paid": "128.56"},
    "LBL001": {"name": "Manuka honey 500 g"},
}
"""What is wrong → the cells of an order of one jar of honey that say so."""

ON_CREAM: dict[str, dict[str, str]] = {
    "LST003": {**SHRIMP, **NO_AMOUNTS},
    "TAX102": {"order_insurance": "", **NO_AMOUNTS},
    "TAX104 near the threshold": price("480"),
    "TAX105": {"mode": "0110", "origin": "美国", **NO_AMOUNTS},
    "UOM003 half of it": {"unit2": ""},
    "UOM003 none of it": {"unit2": "", "qty2": ""},
    "UOM003 another": {"unit2": "瓶"},
    "DEC005 missing": {"voyage_no": ""},
    "DEC005 a direct purchase from China": {"dispatch_country": "142"},
    "DEC007 of the order": {"bill_no": "B" * 38},
    "LBL004": {"name": "祛疤面霜 50毫升"},
}
"""The same for an order of a cream that is sent from abroad."""


def of_several(n: int) -> dict[str, Rows]:
    """Faults of several lines or orders, each in its own thousand of numbers from `n` on."""
    next_ = iter(range(n, 10**7, 1_000)).__next__

    def orders(count: int, *cells: dict[str, str]) -> Rows:
        """So many orders of different buyers; `cells` for the first, the second … and the last one for the rest."""
        first = next_()
        return [row for i in range(count) for row in order(first + i, **cells[min(i, len(cells) - 1)])]

    two = person(n - 1), person(n - 2)
    phone, address = two[0]["buyer_phone"], {"consignee_address": "浙江省温州市鹿城区仓库路1号"}
    return {
        "DAT003": order(next_(), {}, {"line_no": "1"}, **NO_AMOUNTS),
        "DAT004": order(next_(), {"consignee": "王五"}, {}, **NO_AMOUNTS),
        "DEC006": order(next_(), {}, {"line_no": "3"}, **NO_AMOUNTS),
        "DEC011 lines": order(next_(), *({"sku": f"L-{i}"} for i in range(100)), **price("1.00")),
        "DEC011 orders": orders(101, {"message_id": "M-1"}),
        "DEC013": orders(2, price("100", sku="P"), price("130.01", sku="P")),
        "DEC019": orders(2, {"logistics_no": "SF7000000000000"}),
        "HSC005": order(
            next_(), *({"name": "滋润面霜 50毫升", "hs_code": code} for code in CREAMS), of=DIRECT, **NO_AMOUNTS
        ),
        "IDN003 names": orders(2, {**two[0], "payer_name": ""}, {**two[0], "buyer_name": "李四光", "payer_name": ""}),
        "IDN003 phone": orders(2, {"buyer_phone": two[1]["buyer_phone"]}),
        "IDN006 address": orders(11, address),
        "IDN006 phone": orders(11, {"buyer_phone": f"138{phone[3:]}"}),
        "IDN006 phone of the consignee": orders(11, {"consignee_phone": f"137{phone[3:]}"}),
        "THR004": orders(2, {**price("2500"), **two[1]}, {**price("2500.01"), **two[1]}),
    }


def told_of(what: str) -> list[str]:
    """The codes a fault is named after: `HSC002 HSC007 of a renumbered code`."""
    return _CODE.findall(what)


def faults() -> dict[str, Rows]:
    """What is wrong → the rows that are, and nothing else about them."""
    numbers = iter(range(1, 1_000))
    return {
        **{what: order(next(numbers), **cells) for what, cells in ON_HONEY.items()},
        **{what: order(next(numbers), of=DIRECT, **cells) for what, cells in ON_CREAM.items()},
        **of_several(10_000),
    }


IN_CATALOGUE: dict[str, dict[str, str]] = {
    "DAT001": {"net_weight": "half a kilo"},
    "DAT002": {"name": ""},
    "DAT005": {"hs_code": "409000000"},
    "HSC001 eight digits": {"hs_code": "04090000"},
    "HSC001 six digits": {"hs_code": "040900"},
    "HSC002 HSC007": {"hs_code": "0409000001"},
    "HSC002 and a name that tells nothing": {"hs_code": "0409000001", "name": "礼盒"},
    "HSC003": {"hs_code": "6309000000", "name": "旧衣物", "unit": "件"},
    "HSC004 surely": {"name": "牙膏 500克"},
    "HSC004 likely": {"name": "玻尿酸面膜 500克"},
    "HSC006": DIAPERS,
    "LST001": {**TOOTHBRUSH, "unit2": "千克"},
    "LST004 by its ten digits": CROCODILE_BAG,
    "LST004 to be looked at": FIGURINE,
    "TAX109": {"currency": "USD"},
    "UOM001": {"unit": "jianzi"},
    "UOM002": {"unit1": "个"},
    "UOM003 where there is none": {"unit2": "瓶"},
    "DEC008 no country": {"origin": "新西蓝国"},
    "DEC008 not known": {"origin": "701"},
    "DEC009": {"barcode": "4006381333930"},
    "DEC010": {"gmodel": "500克/瓶"},
    "DEC013 a fen": {"unit_price": "0.01"},
    "DEC016": {"currency": "$"},
    "LBL001": {"name": "Manuka honey 500 g"},
    "LBL002": {"e_label": "无"},
    "LBL003": {"risk_notice": ""},
    "LBL004": {"name": "降血糖天然蜂蜜 500克"},
}
"""What is wrong → the cells of a product, a jar of honey, that say so."""


TWICE = "HSC005"
"""A fault of two products, of which the first is in order."""


def faulty_products() -> list[dict[str, str]]:
    """A product for each of them, in their order; then the two of TWICE."""
    creams = [{**PRODUCTS[2], "name": "滋润面霜 50毫升", "hs_code": code, "sku": f"C-{code}"} for code in CREAMS]
    return [{**PRODUCTS[1], **cells, "sku": f"F{i:03d}"} for i, cells in enumerate(IN_CATALOGUE.values())] + creams


def catalogue(count: int) -> Rows:
    """So many clean products of three kinds, each with a number and a label of its own."""
    found = []
    for i in range(count):
        label = f"https://shop.example/labels/{i}"
        found.append({**PRODUCTS[i % 3], "sku": f"P{i:06d}", "e_label": label})
    return found
