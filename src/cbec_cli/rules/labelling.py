"""LBL: what a dossier says of labels and notices: on the pack in general trade, on the page in CBEC retail import.

A label is judged where it is described; where nothing is said of it, only the document can be missing (DOC001). Where
the law is unsure whether it is needed, what would be an error is a warning.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, Text, faulty
from cbec_cli.rules.judges.claims import names_nothing
from cbec_cli.rules.judges.label_texts import (
    health_statement_fault,
    label_date_fault,
    net_content_fault,
    notice_fault,
    shelf_life_fault,
)

START = "2019-01-01"
NOTICE = "商财发〔2018〕486号 第四条（一）跨境电商企业"
LABEL = "食品安全法 第六十七条、第九十七条; 化妆品监督管理条例 第三十五条、第三十六条; 产品质量法 第二十七条"
MEASURES = "计量法 第三条; 定量包装商品计量监督管理办法 (市场监管总局令第70号); GB 7718 4.1.5、4.1.7"


@rule(
    "LBL005",
    title="No Chinese label, or one that lacks what it must say",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["label_zh"],
    source=LABEL,
    since=START,
    message="the Chinese label is not there or not complete: {label_lacks}",
    fix="label every pack before the goods are declared; customs let packs be labelled under supervision, at a cost",
    good={"label_required": True, "label_denied": False},
    bad={"label_required": True, "label_denied": True},
)
def chinese_label_incomplete(label_required: Flag, label_denied: Flag) -> Flag:
    """Goods of general trade carry a Chinese label when they enter; food without one must not be imported.

    What it must say depends on the goods (`data/labels.yaml`). Told where the dossier says that the label, or a part of
    it, is not there.
    """
    return label_required & label_denied


@rule(
    "LBL005",
    title="No Chinese label, or one that lacks what it must say",
    clause="not stated",
    scope="order",
    severity="warning",
    kinds=["dossier"],
    columns=["label_zh"],
    source=LABEL,
    since=START,
    message="nothing is said of these parts of the Chinese label: {label_blanks}",
    fix="look at the label and fill the columns in; `yes` (有) is enough, `no` (无) if it is not there",
    good={"label_required": True, "label_described": True, "elements_blank": 0},
    bad={"label_required": True, "label_described": True, "elements_blank": 2},
)
def chinese_label_not_stated(label_required: Flag, label_described: Flag, elements_blank: Count) -> Flag:
    """Where some parts of a label are described, those left blank are unknown."""
    return label_required & label_described & (elements_blank > 0)


@rule(
    "LBL006",
    title="No Chinese e-label of CBEC goods",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["e_label"],
    judges={"e_label": names_nothing},
    source=NOTICE,
    since=START,
    message="there is no Chinese electronic label (中文电子标签): {e_label}",
    fix="put the label on the page of the goods, and its address or number into the dossier",
    good={"e_label_required": True, "e_label": "https://shop.example/labels/1"},
    bad={"e_label_required": True, "e_label": "无"},
)
def e_label_named_as_none(e_label_required: Flag, e_label: Text) -> Flag:
    """CBEC goods may lack a Chinese label on the pack because the buyer finds an electronic one on the website."""
    return e_label_required & faulty(e_label, names_nothing)


@rule(
    "LBL007",
    title="Risk notice lacks one of its three points",
    scope="order",
    severity="warning",
    kinds=["dossier"],
    columns=["risk_notice"],
    judges={"risk_notice": notice_fault},
    source=NOTICE,
    since=START,
    message="the notice to consumers (消费者告知书): {why}",
    fix="add the point, show the notice before the order, and let the buyer confirm it",
    good={
        "risk_notice_required": True,
        "risk_notice": "商品符合原产地标准，可能与我国标准存在差异；可能无中文标签，请查看中文电子标签；仅限个人自用",
    },
    bad={
        "risk_notice_required": True,
        "risk_notice": "本商品符合原产地有关质量、安全、卫生、环保、标识等标准或技术规范要求",
    },
)
def risk_notice_lacks_a_point(risk_notice_required: Flag, risk_notice: Text) -> Flag:
    """The notice says at least three things, each in its own words.

    The goods meet the standards of their origin, which may differ from Chinese ones, at the buyer's risk; they may have
    no Chinese label, the electronic one is on the website; they are for personal use and may not be sold again. Only a
    cell that holds the words of the notice can be judged, not one that tells where it is.
    """
    return risk_notice_required & faulty(risk_notice, notice_fault)


@rule(
    "LBL008",
    title="Net content or a date on the label is written wrongly",
    scope="order",
    severity="warning",
    kinds=["dossier"],
    columns=["label_net_content", "label_production_date", "label_best_before"],
    judges={
        "label_net_content": net_content_fault,
        "label_production_date": label_date_fault,
        "label_best_before": shelf_life_fault,
    },
    source=MEASURES,
    since=START,
    message="on the Chinese label: {why}",
    fix="write the content in g, kg, mL or L and dates as year, month, day; both on the side that is seen",
    good={
        "label_required": True,
        "label_net_content": "净含量：250 g",
        "label_production_date": "2026/03/22",
        "label_best_before": "18个月",
    },
    bad={
        "label_required": True,
        "label_net_content": "8.8 fl oz",
        "label_production_date": "2026/03/22",
        "label_best_before": "18个月",
    },
)
def content_or_date_written_wrongly(
    label_required: Flag, label_net_content: Text, label_production_date: Text, label_best_before: Text
) -> Flag:
    """Net content is given in legal units of measure; a date goes year, month, day, or the label says its order."""
    return label_required & (
        faulty(label_net_content, net_content_fault)
        | faulty(label_production_date, label_date_fault)
        | faulty(label_best_before, shelf_life_fault)
    )


@rule(
    "LBL009",
    title="Health food without its statement",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["label_statement"],
    judges={"label_statement": health_statement_fault},
    source="食品安全法 第七十八条; 市场监管总局公告2019年第29号 (保健食品标注警示用语指南); 海关总署令第249号 第三十条",
    since=START,
    message="the statement of health food on the label: {why}",
    fix="print 保健食品不是药物，不能代替药物治疗疾病 on the smallest pack",
    good={"label_required": True, "is_health_food": True, "label_statement": "保健食品不是药物，不能代替药物治疗疾病"},
    bad={"label_required": True, "is_health_food": True, "label_statement": "适用于免疫力低下者"},
)
def health_statement_missing(label_required: Flag, is_health_food: Flag, label_statement: Text) -> Flag:
    """Health food says on its label that it does not replace medicine, printed on the smallest pack that is sold."""
    return label_required & is_health_food & faulty(label_statement, health_statement_fault)
