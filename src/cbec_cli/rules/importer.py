"""IOR: who imports. The parties a route needs: named, once, and in the right country.

Chinese law has no term “importer of record”. In general trade it is the consignee (进口货物收货人), which has to be a
domestic firm filed with customs. In CBEC retail import the consumer is the taxpayer, and the enterprise abroad answers
through the one domestic agent it has entrusted. Whether a party is fit: `cbec_cli.rules.party_fitness`.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Fen, Flag

START = "2019-01-01"
CONSIGNEE = "海关法 第九条至第十一条; 海关总署令第253号"
NOTICE = "商财发〔2018〕486号 第二条、第四条"


@rule(
    "IOR001",
    title="No importer of record",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["importer"],
    source=CONSIGNEE,
    since=START,
    message="general trade without an importer of record (进口货物收货人): nobody in China can declare the goods, and "
    "nobody is named who pays duty, VAT and consumption tax at import",
    fix="before shipping, agree with a domestic firm filed with customs that it is the consignee and pays; name it in "
    "the column importer, with its USCC and customs code",
    good={"in_general_trade": True, "importers": 1},
    bad={"in_general_trade": True, "importers": 0},
)
def importer_missing(in_general_trade: Flag, importers: Count) -> Flag:
    """A foreign seller cannot be the consignee. Whoever is, gets the bill: import VAT is due at once, with no deferral.

    Sellers learn it too late, typically when CBEC goods turn out to be general trade (over the limits, not on the
    list, or sold to shops): carrier or warehouse then become the consignee, and pass on VAT, duty and storage.

    What to do: settle who the importer of record is, and who pays it back, before the goods leave. `cbec ior` shows
    what it owes for a batch, and until when.
    """
    return in_general_trade & (importers == 0)


@rule(
    "IOR001",
    title="Tax due at import, and no importer of record",
    clause="bill",
    scope="file",
    severity="error",
    kinds=["dossier"],
    columns=["importer"],
    source=f"{CONSIGNEE}; 关税法 第三条、第四十三条; 增值税法 第十四条",
    since=START,
    message="{due_orders} of the batch can enter only as general trade: {due_at_import} of duty, VAT and consumption "
    "tax fall due at import, with no deferral, and no importer of record (进口货物收货人) is named who pays it",
    fix="name the domestic firm that imports and pays, or take these orders out of the batch before it is shipped",
    good={"due_at_import": 100, "importers_named": 1},
    bad={"due_at_import": 100, "importers_named": 0},
)
def bill_without_importer(due_at_import: Fen, importers_named: Count) -> Flag:
    """Orders above the limits, of goods not on the list, or sold to shops, are general trade, whatever was planned.

    Their VAT is due at once, in full. The typical story: a seller plans CBEC retail import at 9.1 %, skips the check
    of the importer, and gets a bill of 13 % VAT and duty from a carrier that had to become the consignee.
    """
    return (due_at_import > 0) & (importers_named == 0)


@rule(
    "IOR001",
    title="No domestic agent",
    clause="domestic agent",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["agent"],
    source="商财发〔2018〕486号 第四条（一）",
    since=START,
    message="CBEC retail import without a domestic agent (境内代理人): the enterprise abroad cannot act "
    "at customs itself",
    fix="entrust one domestic firm registered with customs, and name it in the column agent",
    good={"in_cbec": True, "agents": 1},
    bad={"in_cbec": True, "agents": 0},
)
def agent_missing(in_cbec: Flag, agents: Count) -> Flag:
    """The CBEC enterprise is registered abroad; one domestic firm declares for it and is jointly liable."""
    return in_cbec & (agents == 0)


@rule(
    "IOR005",
    title="Role missing",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["mode"],
    source=f"{NOTICE}; 海关总署公告2018年第194号",
    since=START,
    message="nobody is named as {missing_roles}, which {route_words} needs",
    fix="name the firm in the column of the role, or in the table of parties",
    good={"roles_missing": 0},
    bad={"roles_missing": 2},
)
def role_missing(roles_missing: Count) -> Flag:
    """Each route has its parties: seller abroad, agent, platform, payment, logistics, guarantor, bonded warehouse.

    The importer of general trade and the agent of CBEC are told by IOR001.
    """
    return roles_missing > 0


@rule(
    "IOR005",
    title="Role held twice",
    clause="doubled",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["mode"],
    source=f"{NOTICE}; 海关总署公告2018年第113号 (报文规范 2022年05月版)",
    since=START,
    message="one shipment names several firms for one role: {doubled_roles}",
    fix="keep one; if each serves other shipments, write them into shipment_id of the table of parties",
    good={"roles_doubled": 0},
    bad={"roles_doubled": 1},
)
def role_doubled(roles_doubled: Count) -> Flag:
    """A declaration has one field for each party. Two agents are told by IOR008."""
    return roles_doubled > 0


@rule(
    "IOR005",
    title="Party must be abroad",
    clause="abroad",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["country", "seller_country", "uscc"],
    source="商财发〔2018〕486号 第二条（一）",
    since=START,
    message="{party} is domestic, but the {role_title} has to be registered abroad",
    fix="name the firm abroad that owns the goods and sells to the consumer; a domestic one may be its agent",
    good={"abroad_needed": True, "party_domestic": False},
    bad={"abroad_needed": True, "party_domestic": True},
)
def party_not_abroad(abroad_needed: Flag, party_domestic: Flag) -> Flag:
    """A CBEC enterprise is registered abroad. A domestic seller sells goods it has imported in general trade."""
    return abroad_needed & party_domestic


@rule(
    "IOR005",
    title="Party must be domestic",
    clause="domestic",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["country", "uscc"],
    source=f"{CONSIGNEE}; {NOTICE}",
    since=START,
    message="{party} is registered abroad ({country_name}), but the {role_title} has to be a domestic firm",
    fix="name a firm with a Chinese business licence filed with customs; Hong Kong, Macao and Taiwan are abroad",
    good={"domestic_needed": True, "party_abroad": False},
    bad={"domestic_needed": True, "party_abroad": True},
)
def party_not_domestic(domestic_needed: Flag, party_abroad: Flag) -> Flag:
    """A foreign company cannot be importer of record, agent, platform, payment firm, carrier or declarant."""
    return domestic_needed & party_abroad


@rule(
    "IOR008",
    title="More than one domestic agent",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["agent"],
    source="商财发〔2018〕486号 第四条（一）",
    since=START,
    message="{agents} domestic agents are named: {agent_names}",
    fix="keep the one that is registered with customs for the CBEC enterprise",
    good={"in_cbec": True, "agents": 1},
    bad={"in_cbec": True, "agents": 2},
)
def several_agents(in_cbec: Flag, agents: Count) -> Flag:
    """The CBEC enterprise entrusts one firm (委托一家), so that it is clear who is jointly liable."""
    return in_cbec & (agents > 1)


@rule(
    "IOR009",
    title="Broker declares in its own name",
    scope="buyer",
    severity="note",
    kinds=["dossier"],
    columns=["declares_as"],
    source="关税法 第五十五条; 海关法 第十条",
    since=START,
    message="{party} declares in its own name: it is liable for the tax jointly with the importer; "
    "concerns {shipments}",
    fix="nothing, if the broker knows; otherwise have it declare in the name of its client, with a mandate",
    good={"declares_in_own_name": False},
    bad={"declares_in_own_name": True},
)
def broker_in_own_name(declares_in_own_name: Flag) -> Flag:
    """In the client's name the client is liable; in the broker's own name the broker is, too."""
    return declares_in_own_name
