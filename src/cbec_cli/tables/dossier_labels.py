"""Columns of a shipment in a dossier: its Chinese label, e-label and risk notice."""

from __future__ import annotations

from cbec_cli.tables.columns import Column
from cbec_cli.tables.dossier_shared import same

SHIPMENT_LABELS: tuple[Column, ...] = (
    same("e_label", aliases=("电子标签", "electronic label")),
    same("risk_notice"),
    *(
        Column(f"label_{name}", title, title_zh, "text", note, note_zh, example, aliases=aliases)
        for name, title, title_zh, note, note_zh, example, aliases in (
            (
                "zh",
                "Chinese label",
                "中文标签",
                "Whether each pack has a Chinese label: yes, no, or where it is to be seen.",
                "最小销售包装有无中文标签：yes、no，或标签所在位置。",
                "yes",
                ("有无中文标签", "chinese label on pack"),
            ),
            ("name", "Name on the label", "标签品名", "Name on it.", "标签上的名称。", "燕麦饼干", ("标签名称",)),
            (
                "ingredients",
                "Ingredients on the label",
                "标签配料表",
                "List of ingredients on it.",
                "标签上的配料表或成分表。",
                "燕麦、小麦粉、白砂糖",
                ("标签配料", "标签成分"),
            ),
            (
                "net_content",
                "Net content on the label",
                "标签净含量",
                "Net content as written on it.",
                "标签上的净含量和规格。",
                "净含量：250 g",
                ("标签净含量和规格",),
            ),
            (
                "production_date",
                "Production date on the label",
                "标签生产日期",
                "Date of production as written on it.",
                "标签上的生产日期。",
                "2026/03/22",
                ("生产日期", "date of production"),
            ),
            (
                "best_before",
                "Best before on the label",
                "标签保质期",
                "Shelf life or last day as written on it.",
                "标签上的保质期或保质期到期日。",
                "保质期至 2027/03/22",
                ("保质期", "保质期到期日", "限期使用日期", "shelf life", "expiry on the label"),
            ),
            (
                "storage",
                "Storage on the label",
                "标签贮存条件",
                "How to store it.",
                "标签上的贮存条件。",
                "阴凉干燥处",
                ("贮存条件", "storage conditions"),
            ),
            (
                "origin",
                "Origin on the label",
                "标签原产国",
                "Country or region of origin on it.",
                "标签上的原产国（地区）。",
                "德国",
                ("标签原产地",),
            ),
            (
                "importer",
                "Importer on the label",
                "标签境内代理商",
                "Name, address and contact of the domestic importer, agent or responsible person on it.",
                "标签上的境内进口商、代理商或责任人名称、地址、联系方式。",
                "上海样例贸易有限公司 上海市 021-00000000",
                ("标签进口商", "境内责任人", "标签经销商"),
            ),
            (
                "nutrition",
                "Nutrition table on the label",
                "标签营养成分表",
                "Whether it has the nutrition table: yes or no.",
                "标签有无营养成分表：yes 或 no。",
                "yes",
                ("营养成分表",),
            ),
            (
                "number",
                "Number on the label",
                "标签批准文号",
                "Registration, filing or producer number on it.",
                "标签上的批准文号、备案号或生产企业注册编号。",
                "",
                ("批准文号", "标签注册号", "标签备案号"),
            ),
            (
                "statement",
                "Statement on the label",
                "标签声明",
                "Statement the law asks for, word for word.",
                "标签上的法定声明（原文）。",
                "本品不能代替药物",
                ("标签警示语", "声明", "warning on the label"),
            ),
        )
    ),
)
