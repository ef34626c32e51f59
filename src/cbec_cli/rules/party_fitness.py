"""IOR: whether a party can do what its role asks: codes, filing, mandate, guarantee, scope of business, credit."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Fen, Flag, Text, faulty, no
from cbec_cli.rules.judges.firm_code import customs_code_doubt, customs_code_fault, uscc_fault

START = "2019-01-01"
CONSIGNEE = "海关法 第九条至第十一条; 海关总署令第253号"
GUARANTEE = "海关总署公告2018年第194号 (税款担保)"


@rule(
    "IOR002",
    title="USCC wrong",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["uscc"],
    judges={"uscc": uscc_fault},
    source="GB 32100-2015",
    since=START,
    message="the unified social credit code (统一社会信用代码) of {party} cannot exist: {why}",
    fix="copy it from the business licence, as text; the register of the market supervision shows whose it is",
    good={"uscc": "91110000600037341L"},
    bad={"uscc": "91110000600037342L"},
)
def uscc_wrong(uscc: Text) -> Flag:
    """18 characters, the last one computed from the others. A sound code may still be another firm's."""
    return faulty(uscc, uscc_fault)


@rule(
    "IOR003",
    title="Customs code wrong",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["customs_code"],
    judges={"customs_code": customs_code_fault},
    source="海关法 第十一条; 海关总署令第253号 (海关备案编码)",
    since=START,
    message="the customs code (海关注册编码) of {party} cannot exist: {why}",
    fix="copy it from the filing receipt (备案回执) or the Single Window, as text, ten characters",
    good={"customs_code": "330766K00Q"},
    bad={"customs_code": "3307660"},
)
def customs_code_wrong(customs_code: Text) -> Flag:
    """Ten characters: four digits of the region, zone, kind of business, four of a serial that may hold letters.

    It has no check digit. Tested are the length, the characters, and that the first two digits are a province.
    """
    return faulty(customs_code, customs_code_fault)


@rule(
    "IOR003",
    title="Customs code: zone or kind of business not known",
    clause="zone and kind",
    scope="buyer",
    severity="warning",
    kinds=["dossier"],
    columns=["customs_code"],
    judges={"customs_code": customs_code_doubt},
    source="海关注册编码规则 (known from practice, no text at hand)",
    since=START,
    message="the customs code of {party} is odd: {why}",
    fix="compare it with the filing receipt (备案回执), digit by digit",
    good={"customs_code": "330766K00Q"},
    bad={"customs_code": "3307600001"},
)
def customs_code_odd(customs_code: Text) -> Flag:
    """The fifth character is the economic zone, the sixth the kind of business. Their table is known from practice."""
    return faulty(customs_code, customs_code_doubt)


@rule(
    "IOR004",
    title="Not filed with customs on the day",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["withdrawn_on", "filed_since"],
    source=CONSIGNEE,
    since=START,
    message="{party} ({role_title}) is not filed with customs on {day}: {filing_words}; concerns {shipments}",
    fix="renew the filing (报关单位备案) before the declaration, or let a firm that is filed take the role",
    good={"filing_needed": True, "filed_later": False, "filing_withdrawn": False},
    bad={"filing_needed": True, "filed_later": False, "filing_withdrawn": True},
)
def not_filed_on_the_day(filing_needed: Flag, filed_later: Flag, filing_withdrawn: Flag) -> Flag:
    """Only a firm filed with customs may declare or be declared for. Since 2022 a filing does not expire by itself.

    It ends when the firm withdraws it, when customs cancel it, or when the firm is struck off the register. The day is
    that of the declaration of each shipment the firm takes part in.
    """
    return filing_needed & (filed_later | filing_withdrawn)


@rule(
    "IOR004",
    title="Filing with customs not shown",
    clause="unknown",
    scope="buyer",
    severity="warning",
    kinds=["dossier"],
    columns=["filed_since", "customs_code"],
    source=CONSIGNEE,
    since=START,
    message="nothing shows that {party} ({role_title}) is filed with customs: neither a customs code "
    "nor a day of filing",
    fix="ask it for its filing receipt (备案回执), and write customs_code and filed_since",
    good={"filing_needed": True, "filing_known": True},
    bad={"filing_needed": True, "filing_known": False},
)
def filing_not_shown(filing_needed: Flag, filing_known: Flag) -> Flag:
    """A party that has to be filed with customs, but for which neither code nor day is given."""
    return filing_needed & no(filing_known)


@rule(
    "IOR006",
    title="Mandate not valid on the day",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["mandate_expires_on", "mandate_from"],
    source="商财发〔2018〕486号 第四条（一）; 海关法 第十条",
    since=START,
    message="the mandate of {party} ({role_title}) is not valid on {day}: {mandate_words}; concerns {shipments}",
    fix="renew the mandate (委托协议, 代理报关委托书) before the declaration",
    good={"mandate_needed": True, "mandate_over": False},
    bad={"mandate_needed": True, "mandate_over": True},
)
def mandate_not_valid(mandate_needed: Flag, mandate_over: Flag) -> Flag:
    """Agent and broker act for others; their mandate has to hold on the day of the declaration.

    A customs power of attorney is for one shipment, or for a term of at most a year as is usual.
    """
    return mandate_needed & mandate_over


@rule(
    "IOR006",
    title="Mandate missing",
    clause="missing",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["mandate_expires_on", "name"],
    source="商财发〔2018〕486号 第四条（一）; 海关法 第十条",
    since=START,
    message="no mandate of {party} ({role_title}) among the documents, and none in the table of parties; "
    "concerns {shipments}",
    fix="get it signed (境内代理人委托协议, 代理报关委托书), and list it as {mandate_type} or by mandate_expires_on",
    good={"mandate_needed": True, "papers_listed": True, "mandate_known": True},
    bad={"mandate_needed": True, "papers_listed": True, "mandate_known": False},
)
def mandate_missing(mandate_needed: Flag, papers_listed: Flag, mandate_known: Flag) -> Flag:
    """Told where the dossier lists documents; without such a list a mandate is a missing fact of the card."""
    return mandate_needed & papers_listed & no(mandate_known)


@rule(
    "IOR007",
    title="Guarantee below the tax",
    scope="buyer",
    severity="error",
    kinds=["dossier"],
    columns=["guarantee_amount"],
    source=GUARANTEE,
    since=START,
    message="the guarantee of {party}, {guarantee}, does not cover the tax of the batch, {tax_secured}: {short} short",
    fix="raise the guarantee before release, or release the batch in parts as earlier tax is paid",
    good={"guarantee_known": True, "tax_known": True, "guarantee": 1000000, "tax_secured": 1000000},
    bad={"guarantee_known": True, "tax_known": True, "guarantee": 999999, "tax_secured": 1000000},
)
def guarantee_too_small(guarantee_known: Flag, tax_known: Flag, guarantee: Fen, tax_secured: Fen) -> Flag:
    """CBEC orders are released against a sufficient guarantee, and the tax is paid on day 31 to 45 after release.

    Tax of earlier orders that is not paid yet takes up the same guarantee; a batch alone cannot show it.
    """
    return guarantee_known & tax_known & (guarantee < tax_secured)


@rule(
    "IOR007",
    title="Guarantee ends before the tax is paid",
    clause="term",
    scope="buyer",
    severity="warning",
    kinds=["dossier"],
    columns=["guarantee_expires_on"],
    source=GUARANTEE,
    since=START,
    message="the guarantee of {party} ends on {guarantee_end}, before the last day to pay, {settle_by}; "
    "concerns {shipments}",
    fix="prolong the guarantee to the end of the settlement window at least",
    good={"guarantee_ends_early": False},
    bad={"guarantee_ends_early": True},
)
def guarantee_too_short(guarantee_ends_early: Flag) -> Flag:
    """The tax stays open until day 45 after release; the guarantee has to last as long. Its term is in its contract."""
    return guarantee_ends_early


@rule(
    "IOR010",
    title="Scope of business does not cover the role",
    clause="scope",
    scope="buyer",
    severity="warning",
    kinds=["dossier"],
    columns=["scope"],
    source="市场主体登记管理条例 第八条 (经营范围); 海关总署令第253号",
    since=START,
    message="the scope of business of {party} {scope_words}, which the {role_title} needs",
    fix="ask the firm for its business licence; have the scope widened, or choose another firm",
    good={"scope_lacks": False},
    bad={"scope_lacks": True},
)
def scope_excludes(scope_lacks: Flag) -> Flag:
    """A firm acts within its scope of business. Judged by words, where a scope is given; ask if it says otherwise.

    Customs file any market entity since 2022; a scope without import is a question for the firm, not a bar by itself.
    """
    return scope_lacks


@rule(
    "IOR010",
    title="Credit grade: dishonest enterprise",
    clause="credit grade",
    scope="buyer",
    severity="warning",
    kinds=["dossier"],
    columns=["credit_grade"],
    source="海关总署令第251号 (企业信用管理办法); 海关总署公告2021年第70号",
    since=START,
    message="customs hold {party} ({role_title}) for a dishonest enterprise (失信企业): more inspections, "
    "full guarantees, and no return centre",
    fix="choose another firm, or ask the customs office what it still admits",
    good={"is_dishonest": False},
    bad={"is_dishonest": True},
)
def dishonest_party(is_dishonest: Flag) -> Flag:
    """It may not run a return centre (公告2021年第70号); what else such a firm loses is known from practice."""
    return is_dishonest
