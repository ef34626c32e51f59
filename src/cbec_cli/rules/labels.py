"""LBL: names in Chinese, labels, notices, and what a name may not promise."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Flag, Text, faulty, no
from cbec_cli.rules.judges.claims import names_nothing

START = "2016-04-08"
NOTICE_START = "2019-01-01"
NAME = "海关总署公告2018年第113号 企业对接报文规范 202205版 (CEB311 itemName: 商品的中文名称)"
NOTICE = "商财发〔2018〕486号 第四条（一）跨境电商企业"


@rule(
    "LBL001",
    title="Name is not Chinese",
    severity="error",
    kinds=["declarations"],
    columns=["name"],
    source=NAME,
    since=START,
    message="the name {name!r} has no Chinese characters",
    fix="declare the Chinese name under which the goods are sold; the brand may stay as it is written",
    good={"name_given": True, "name_in_chinese": True, "name": "Lancôme 保湿面霜"},
    bad={"name_given": True, "name_in_chinese": False, "name": "Hydrating cream"},
)
def declared_name_not_chinese(name_given: Flag, name_in_chinese: Flag) -> Flag:
    """Order, waybill and list carry the Chinese name of the goods; a foreign brand within it is fine."""
    return name_given & no(name_in_chinese)


@rule(
    "LBL001",
    title="Name is not Chinese",
    clause="in a catalogue",
    severity="warning",
    kinds=["catalog"],
    columns=["name"],
    source=NAME,
    since=START,
    message="the name {name!r} has no Chinese characters; a declaration needs a Chinese one",
    fix="add the Chinese name before the goods are declared",
    good={"name_given": True, "name_in_chinese": True, "name": "Lancôme 保湿面霜"},
    bad={"name_given": True, "name_in_chinese": False, "name": "Hydrating cream"},
)
def product_name_not_chinese(name_given: Flag, name_in_chinese: Flag) -> Flag:
    """A catalogue may be in any language, but what is declared from it is in Chinese."""
    return name_given & no(name_in_chinese)


@rule(
    "LBL002",
    title="No Chinese e-label",
    severity="warning",
    kinds=["catalog"],
    columns=["e_label"],
    judges={"e_label": names_nothing},
    source=NOTICE,
    since=NOTICE_START,
    message="no reference to a Chinese electronic label (中文电子标签)",
    fix="put the label on the page of the goods, and its address or number into the catalogue",
    good={"e_label_given": True, "e_label": "https://shop.example/labels/1"},
    bad={"e_label_given": True, "e_label": "无"},
)
def chinese_label_missing(e_label_given: Flag, e_label: Text) -> Flag:
    """Goods bought abroad may lack a Chinese label, so the buyer must find a Chinese electronic one on the website."""
    return no(e_label_given) | faulty(e_label, names_nothing)


@rule(
    "LBL003",
    title="No risk notice to the consumer",
    severity="warning",
    kinds=["catalog"],
    columns=["risk_notice"],
    judges={"risk_notice": names_nothing},
    source=NOTICE,
    since=NOTICE_START,
    message="no reference to the notice to consumers (消费者告知书)",
    fix="show the notice before the order, let the buyer confirm it, and put its address or number into the catalogue",
    good={"risk_notice_given": True, "risk_notice": "https://shop.example/notice"},
    bad={"risk_notice_given": False, "risk_notice": ""},
)
def risk_notice_missing(risk_notice_given: Flag, risk_notice: Text) -> Flag:
    """Before ordering, the consumer confirms a notice that says at least three things.

    The goods meet the standards of their origin, which may differ from Chinese ones, at the buyer's risk; they may have
    no Chinese label, the electronic one is on the website; they are for personal use and may not be sold again.
    """
    return no(risk_notice_given) | faulty(risk_notice, names_nothing)


@rule(
    "LBL004",
    title="Health or medical claim in the name",
    severity="warning",
    columns=["name"],
    source="广告法 第十七条; 食品安全法 第七十一条、第七十三条; 化妆品监督管理条例 第三十七条、第四十三条",
    since=START,
    message="the name of a food or cosmetic claims too much: {claim_words}",
    fix="take the words out of the name, the page and the label; keep proof at hand if they belong to a brand",
    good={"claims_made": True, "is_food": False, "is_cosmetic": False, "claim_words": ""},
    bad={
        "claims_made": True,
        "is_food": True,
        "is_cosmetic": False,
        "claim_words": "降血糖 (claim of a medical effect)",
    },
)
def claim_in_the_name(claims_made: Flag, is_food: Flag, is_cosmetic: Flag) -> Flag:
    """Only medicines and medical devices may promise to treat or prevent disease; the name is the first advertisement.

    Food may not claim functions of health food without its approval, and CBEC goods are sold as plain food. Cosmetics
    may not hint at a medical effect. Which words count stands in `data/goods.yaml`, each group with its law; some are a
    matter of practice, so this is a warning.
    """
    return claims_made & (is_food | is_cosmetic)
