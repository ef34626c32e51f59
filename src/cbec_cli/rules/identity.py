"""IDN: the buyer, who pays, who receives, and the firms that take part, as order and declaration list name them.

Only customs and the police know whether a number belongs to a name. What is tested here is what they need not be
asked: whether the number can exist, and whether the orders of a file agree about a person.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, Text, faulty, no
from cbec_cli.rules.judges.id_type import id_type_fault
from cbec_cli.rules.judges.party_code import party_code_fault, platform_code_fault, unregistered_platform_fault
from cbec_cli.rules.judges.phone import phone_fault
from cbec_cli.rules.judges.resident_id import resident_id_fault

START = "2016-04-08"
FORMATS = "海关总署公告2018年第113号 (报文规范 2022年05月版)"
GENUINE = "海关总署公告2018年第194号 (交易真实性、身份信息真实性审核)"


@rule(
    "IDN001",
    title="Resident ID number wrong",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["buyer_id"],
    judges={"buyer_id": resident_id_fault},
    source=f"GB 11643-1999; 财关税〔2016〕18号 第五条; {FORMATS} 订购人证件号码",
    since=START,
    message="the buyer's ID number (身份证号) cannot exist: {why}",
    fix="ask the buyer for the number as it stands on the ID card; format the column as text, so that no digit is lost",
    good={"buyer_id": "11010519491231002X", "buyer_id_type": "1"},
    bad={"buyer_id": "110105194912310021", "buyer_id_type": "1"},
)
def resident_id_wrong(buyer_id: Text, buyer_id_type: Text) -> Flag:
    """A number with a wrong length, region, birth date or check digit belongs to nobody.

    The buyer is the taxpayer, and the limits of the year are counted by the ID number, so customs have it verified and
    reject the list of a number that is not found. Residents' permits of people of Hong Kong, Macao and Taiwan (81, 82,
    83) and the permanent resident card of foreigners (9) have numbers of the same make. Tested where the type of
    document is 1 or not given. A number of the right make can still be another person's: only verification shows it.

    What to do: ask the buyer again. If the last three digits are 000, a spreadsheet has rounded the number. Never
    repair a number by guessing its check digit; using another person's number is punished.
    """
    return faulty(buyer_id, resident_id_fault) & no(faulty(buyer_id_type, id_type_fault))


@rule(
    "IDN002",
    title="Payer is not the buyer",
    scope="order",
    severity="warning",
    kinds=["declarations"],
    unless=["IDN001", "IDN007"],
    columns=["payer_id", "payer_name"],
    source=f"财关税〔2016〕18号 第五条; {GENUINE}",
    since=START,
    message="the payer (支付人) is not the buyer (订购人), which is right only if the buyer's identity was verified",
    fix="let the buyer pay, or verify the buyer's identity with the state database and keep the proof",
    good={"payer_differs": False},
    bad={"payer_differs": True},
)
def payer_is_not_the_buyer(payer_differs: Flag) -> Flag:
    """Buyer and payer have to be one person unless the buyer's identity was verified.

    Compared are the ID numbers; where no payer's ID is given, the names. The payment firm reports its payer to customs
    itself, so a difference comes to light when order and payment are matched. Whether an identity was verified does
    not stand in the file, hence a warning.

    What to do: for orders paid by family or by an assistant, have the buyer verified, or have the payer order.
    """
    return payer_differs


@rule(
    "IDN003",
    title="One ID number with several names",
    clause="names",
    scope="buyer",
    group="buyer",
    severity="warning",
    kinds=["declarations"],
    columns=["buyer_name", "buyer_id"],
    source=f"财关税〔2016〕18号 第五条; {GENUINE}",
    since=START,
    message="one ID number with {names_of_buyer} different buyer names",
    fix="correct the name or the number: a number belongs to one person, written as on the ID card",
    good={"names_of_buyer": 1},
    bad={"names_of_buyer": 2},
)
def several_names_of_one_id(names_of_buyer: Count) -> Flag:
    """An ID number belongs to one person, who has one name.

    Customs verify name and number together; at most one of the names can be right. Often a nickname, a name in Latin
    letters, or the consignee's name was put for the buyer's; sometimes one person's number is used for others' orders.

    What to do: write the name as it stands on the ID card in all orders of this number.
    """
    return names_of_buyer > 1


@rule(
    "IDN003",
    title="One phone with several ID numbers",
    clause="phone",
    scope="buyer",
    group="phone",
    severity="warning",
    kinds=["declarations"],
    columns=["buyer_phone", "buyer_id"],
    source=GENUINE,
    since=START,
    message="one buyer phone with {ids_of_phone} different ID numbers",
    fix="check that each buyer gave their own phone and ID number; a family may share a phone",
    good={"ids_of_phone": 1, "most_ids": 10},
    bad={"ids_of_phone": 2, "most_ids": 10},
)
def several_ids_of_one_phone(ids_of_phone: Count, most_ids: Count) -> Flag:
    """A phone usually belongs to one person.

    Several ID numbers behind one phone are a sign that somebody orders with other people's yearly limits, which customs
    look for. A family may share a phone, hence a warning. Above the number of IDs allowed, IDN006 says it instead.

    What to do: ask the buyers; an ID number lent or taken must not be declared.
    """
    return (ids_of_phone > 1) & (ids_of_phone <= most_ids)


@rule(
    "IDN004",
    title="Phone not plausible",
    scope="order",
    severity="warning",
    kinds=["declarations"],
    columns=["buyer_phone", "consignee_phone"],
    judges={"buyer_phone": phone_fault, "consignee_phone": phone_fault},
    source=f"{FORMATS} 订购人电话、收货人电话",
    since=START,
    message="not a telephone number: {why}",
    fix="give the number the person can be called at: 11 digits, a landline with area code, or + and the country code",
    good={"buyer_phone": "13912345678", "consignee_phone": "010-65123456"},
    bad={"buyer_phone": "13912345678", "consignee_phone": "1391234567"},
)
def phone_not_plausible(buyer_phone: Text, consignee_phone: Text) -> Flag:
    """Customs and the carrier call this number; order, waybill and list have to give the same one.

    Found are masked numbers, placeholders, numbers too short or too long, and landlines without area code. Privacy
    numbers with an extension and foreign numbers with + are let pass.

    What to do: take the number from the order as the buyer wrote it. Platforms mask it in exports: ask for the data
    meant for declaration.
    """
    return faulty(buyer_phone, phone_fault) | faulty(consignee_phone, phone_fault)


_PARTIES = {
    "ebp_code": platform_code_fault,
    "ebc_code": party_code_fault,
    "logistics_code": party_code_fault,
    "agent_code": party_code_fault,
    "assure_code": party_code_fault,
    "area_code": party_code_fault,
}


@rule(
    "IDN005",
    title="Code of a party wrong",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["ebp_code", "ebc_code", "logistics_code", "agent_code", "assure_code", "area_code"],
    judges=_PARTIES,
    source=f"GB 32100-2015; 海关总署公告2018年第194号; {FORMATS}",
    since=START,
    official_code="-10102",
    message="the code of a firm cannot exist: {why}",
    fix="write its customs registration code (10 characters) or its unified social credit code (统一社会信用代码, 18)",
    good={
        "ebp_code": "330766K00Q",
        "ebc_code": "91110000600037341L",
        "logistics_code": "",
        "agent_code": "33169667BG",
        "assure_code": "33169667BG",
        "area_code": "",
    },
    bad={
        "ebp_code": "330766K00Q",
        "ebc_code": "91110000600037341M",
        "logistics_code": "",
        "agent_code": "33169667BG",
        "assure_code": "33169667BG",
        "area_code": "",
    },
)
def party_code_wrong(
    ebp_code: Text, ebc_code: Text, logistics_code: Text, agent_code: Text, assure_code: Text, area_code: Text
) -> Flag:
    """Customs know platform, seller, carrier, declarant, guarantor and warehouse by their registration.

    A code they do not know is answered with 无效企业代码. The customs code has 10 characters: four digits of the
    region, then digits and letters, no check digit. The unified social credit code has 18, the last of which is a
    check digit, and never holds I, O, S, V or Z. For a seller abroad the code is that of its agent in China
    (境内代理人).

    What to do: copy the code from the registration. O and 0, I and 1 are the usual mistakes.
    """
    return (
        faulty(ebp_code, platform_code_fault)
        | faulty(ebc_code, party_code_fault)
        | faulty(logistics_code, party_code_fault)
        | faulty(agent_code, party_code_fault)
        | faulty(assure_code, party_code_fault)
        | faulty(area_code, party_code_fault)
    )


@rule(
    "IDN005",
    title="Platform code is no customs code",
    clause="platform",
    scope="order",
    severity="warning",
    kinds=["declarations"],
    columns=["ebp_code"],
    judges={"ebp_code": unregistered_platform_fault},
    source=f"{FORMATS} 电商平台代码",
    since=START,
    message="no customs or social credit code, which is right only for a platform not registered with customs: {why}",
    fix="write the platform's customs code; if it has none, the identifier the electronic port (电子口岸) published",
    good={"ebp_code": "330766K00Q"},
    bad={"ebp_code": "33076600Q"},
)
def platform_without_customs_code(ebp_code: Text) -> Flag:
    """A platform that is not registered with customs is declared by the identifier the electronic port published.

    The form of these identifiers is not published, so it is unsure whether this one is right, hence a warning.

    What to do: compare it with the electronic port's list. If the platform is registered, write its customs code.
    """
    return faulty(ebp_code, unregistered_platform_fault)


@rule(
    "IDN006",
    title="One address for many ID numbers",
    clause="address",
    scope="buyer",
    group="address",
    severity="warning",
    kinds=["declarations"],
    columns=["consignee_address"],
    source=GENUINE,
    since=START,
    message="one address with {ids_of_address} different ID numbers, more than {most_ids}: looks like false trade",
    fix="keep the orders back until it is clear who bought; a dormitory or a parcel shop may explain it",
    good={"ids_of_address": 10, "most_ids": 10},
    bad={"ids_of_address": 11, "most_ids": 10},
)
def many_ids_of_one_address(ids_of_address: Count, most_ids: Count) -> Flag:
    """Many buyers at one address look like one trader who uses other people's yearly limits (刷单).

    Goods of CBEC retail import are for the buyer's own use and may not be sold again. Platform and agent have to check
    that trades are genuine and report what is not; who helps is punished, and barred when it happens again. No law
    fixes a number of IDs: how many are allowed here is a setting.

    What to do: look at the orders of this address. Offices, dormitories and parcel shops are lawful reasons.
    """
    return ids_of_address > most_ids


@rule(
    "IDN006",
    title="One buyer phone for many ID numbers",
    clause="phone",
    scope="buyer",
    group="phone",
    severity="warning",
    kinds=["declarations"],
    columns=["buyer_phone"],
    source=GENUINE,
    since=START,
    message="one buyer phone with {ids_of_phone} different ID numbers, more than {most_ids}: looks like false trade",
    fix="keep the orders back until it is clear who bought; a shop that fills in its own phone may explain it",
    good={"ids_of_phone": 10, "most_ids": 10},
    bad={"ids_of_phone": 11, "most_ids": 10},
)
def many_ids_of_one_phone(ids_of_phone: Count, most_ids: Count) -> Flag:
    """Many buyers with one phone look like one trader who uses other people's yearly limits (刷单).

    No law fixes a number of IDs: how many are allowed here is a setting.

    What to do: find out who ordered. If the shop fills in its own number for all, put each buyer's number instead:
    order, payment and list have to name the buyer's.
    """
    return ids_of_phone > most_ids


@rule(
    "IDN006",
    title="One consignee phone for many ID numbers",
    clause="consignee phone",
    scope="buyer",
    group="consignee_phone",
    severity="warning",
    kinds=["declarations"],
    columns=["consignee_phone"],
    source=GENUINE,
    since=START,
    message="one consignee phone with {ids_of_consignee_phone} different ID numbers, more than {most_ids}: "
    "looks like false trade",
    fix="keep the orders back until it is clear who bought; a parcel shop may explain it",
    good={"ids_of_consignee_phone": 11, "ids_of_phone": 11, "ids_of_address": 1, "most_ids": 10},
    bad={"ids_of_consignee_phone": 11, "ids_of_phone": 1, "ids_of_address": 1, "most_ids": 10},
)
def many_ids_of_one_consignee_phone(
    ids_of_consignee_phone: Count, ids_of_phone: Count, ids_of_address: Count, most_ids: Count
) -> Flag:
    """Many buyers whose parcels go to one phone look like one trader (刷单).

    Said only where the address and the buyer's phone do not say it already. No law fixes a number of IDs: how many are
    allowed here is a setting.

    What to do: find out whose phone it is, and why parcels of so many buyers go there.
    """
    return (ids_of_consignee_phone > most_ids) & (ids_of_phone <= most_ids) & (ids_of_address <= most_ids)


@rule(
    "IDN007",
    title="Identity document is not the ID card",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["buyer_id_type"],
    judges={"buyer_id_type": id_type_fault},
    source=f"{FORMATS} 订购人证件类型: 限定为身份证，填写1",
    since=START,
    message="the buyer's document is not the ID card: {why}",
    fix="declare the number of the buyer's ID card (type 1), or use another channel: parcel or general trade",
    good={"buyer_id_type": "1"},
    bad={"buyer_id_type": "2"},
)
def other_identity_document(buyer_id_type: Text) -> Flag:
    """Order and declaration list admit one type of document: 1, the resident ID card (限定为身份证).

    A passport or travel permit cannot be declared in CBEC retail import, since the yearly limit is counted by ID
    number. Residents' permits of people of Hong Kong, Macao and Taiwan carry such a number.

    What to do: ask for the ID card. A buyer without one cannot buy in this channel.
    """
    return faulty(buyer_id_type, id_type_fault)
