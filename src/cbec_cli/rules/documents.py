"""DOC: the papers of a shipment: there, in force on the day that counts, in the right name, for these goods.

One fact is about one document held against one requirement of one shipment. Days are ordinals (`date.toordinal()`);
a document without end has the last day there is. Where the law is unsure whether a document is needed, or only
recommends it, what would be an error is a warning.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, no

START = "2019-01-01"
PAPERS = "海关法 第二十四条"
PERSONAL_USE = "商财发〔2018〕486号 第三条"
RENEWAL = "行政许可法 第五十条、第七十条"

_DAY = 739_943  # 2026-11-20, for the examples


@rule(
    "DOC001",
    title="Required document missing",
    scope="order",
    severity="error",
    kinds=["dossier"],
    columns=["shipment_id"],
    unless=["LBL005", "LBL006"],
    source=f"{PAPERS}; 海关总署公告2018年第194号",
    since=START,
    message="{document} is missing: {why_needed}",
    fix="get it from {issuer}{lead_time}; without it: {consequence}",
    good={"document_required": True, "documents_given": 1},
    bad={"document_required": True, "documents_given": 0},
)
def required_document_missing(document_required: Flag, documents_given: Count) -> Flag:
    """The consignee hands in the papers of the goods with the declaration, licences among them.

    What is required depends on goods, route, origin and day; `cbec docs requirements` lists it with its law. A document
    counts if it names the shipment, its article, or a party of it.
    """
    return document_required & (documents_given == 0)


@rule(
    "DOC002",
    title="Document expired on the day it is needed",
    severity="error",
    kinds=["dossier"],
    columns=["expires_on"],
    source=f"{PAPERS}; {RENEWAL}",
    since=START,
    message="{document} expired on {expires_on}; it is needed on {needed_on} ({tested_on})",
    fix="get a renewal from {issuer}{lead_time}, or move the {tested_on}; without it: {consequence}",
    good={"expiry_known": True, "expiry_day": _DAY, "needed_day": _DAY},
    bad={"expiry_known": True, "expiry_day": _DAY - 1, "needed_day": _DAY},
)
def document_expired(expiry_known: Flag, expiry_day: Count, needed_day: Count) -> Flag:
    """A permit that has run out permits nothing; its last day still counts.

    Permits are tested on the day of declaration, quarantine papers on arrival. Of several documents of a type, one that
    is in force is enough.
    """
    return expiry_known & (expiry_day < needed_day)


@rule(
    "DOC003",
    title="Document expires soon after it is needed, or nobody knows when",
    severity="warning",
    kinds=["dossier"],
    columns=["expires_on"],
    source=RENEWAL,
    since=START,
    message="{document} expires on {expires_on}, {days_left} it is needed ({tested_on} on {needed_on})",
    fix="a delay would make it void: apply for the renewal now, at {issuer}{lead_time}",
    good={
        "expiry_known": True,
        "expiry_day": _DAY + 31,
        "needed_day": _DAY,
        "window_days": 30,
        "still_needed": True,
    },
    bad={
        "expiry_known": True,
        "expiry_day": _DAY + 30,
        "needed_day": _DAY,
        "window_days": 30,
        "still_needed": True,
    },
)
def document_expires_soon(
    expiry_known: Flag, expiry_day: Count, needed_day: Count, window_days: Count, still_needed: Flag
) -> Flag:
    """A renewal is asked for thirty days before a licence ends, and ships are late: `--expires-within` days of margin.

    What was needed on a day that is over is not asked again.
    """
    return expiry_known & still_needed & (expiry_day >= needed_day) & (expiry_day <= needed_day + window_days)


@rule(
    "DOC003",
    title="Document expires soon after it is needed, or nobody knows when",
    clause="no day given",
    severity="warning",
    kinds=["dossier"],
    columns=["expires_on"],
    source=RENEWAL,
    since=START,
    message="{document} has no expiry date, so nobody can tell whether it is in force on {needed_on}; "
    "such documents last: {validity}{usual_end}",
    fix="write its last day into expires_on, or `none` (长期) if it has no end",
    good={"expiry_known": True, "expiry_unreadable": False, "usually_expires": True},
    bad={"expiry_known": False, "expiry_unreadable": False, "usually_expires": True},
)
def expiry_not_given(expiry_known: Flag, expiry_unreadable: Flag, usually_expires: Flag) -> Flag:
    """An empty cell is unknown, not endless; only documents that usually end are asked for their last day."""
    return no(expiry_known) & no(expiry_unreadable) & usually_expires


@rule(
    "DOC004",
    title="Document issued after it was needed",
    severity="error",
    kinds=["dossier"],
    columns=["issued_on"],
    source=PAPERS,
    since=START,
    message="{document} was issued on {issued_on}, after the day it is needed, {needed_on} ({tested_on})",
    fix="correct the day, hand in the document that was in force then, or move the {tested_on}; "
    "without one: {consequence}",
    good={"issue_known": True, "issue_day": _DAY, "needed_day": _DAY},
    bad={"issue_known": True, "issue_day": _DAY + 1, "needed_day": _DAY},
)
def document_issued_late(issue_known: Flag, issue_day: Count, needed_day: Count) -> Flag:
    """A permit works from its issue; goods declared before it were declared without it.

    Some certificates of origin may be issued afterwards; then customs want the claim made at declaration, and security.
    """
    return issue_known & (issue_day > needed_day)


@rule(
    "DOC005",
    title="Holder is not the party it must name",
    severity="error",
    kinds=["dossier"],
    columns=["holder"],
    source="海关法 第九条、第十条、第二十四条; 行政许可法 第九条",
    since=START,
    message="{document} names {holder!r}; it must name the {holder_role} of the shipment, {party!r}{nearly}",
    fix="get one in the right name from {issuer}, or correct the {holder_role}; without it: {consequence}",
    good={"holder_given": True, "party_known": True, "holder_matches": True},
    bad={"holder_given": True, "party_known": True, "holder_matches": False},
)
def holder_is_another(holder_given: Flag, party_known: Flag, holder_matches: Flag) -> Flag:
    """A permit cannot be passed on: it serves the party it names and nobody else.

    Names are compared without spaces, punctuation, width and capitals; a social credit code or customs code that the
    dossier gives for the party names it too.
    """
    return holder_given & party_known & no(holder_matches)


@rule(
    "DOC005",
    title="Holder is not the party it must name",
    clause="not given",
    severity="note",
    kinds=["dossier"],
    columns=["holder"],
    source="海关法 第九条、第十条、第二十四条; 行政许可法 第九条",
    since=START,
    message="{document} is listed without its holder; it must name the {holder_role} of the shipment, {party!r}",
    fix="look at the document and write the holder down",
    good={"holder_asked": True, "holder_given": True, "party_known": True},
    bad={"holder_asked": True, "holder_given": False, "party_known": True},
)
def holder_not_given(holder_asked: Flag, holder_given: Flag, party_known: Flag) -> Flag:
    """Whether it is in the right name cannot be told from an empty cell."""
    return holder_asked & no(holder_given) & party_known


@rule(
    "DOC006",
    title="Document does not cover these goods",
    severity="error",
    kinds=["dossier"],
    columns=["hs_code", "origin", "qty"],
    source=f"{PAPERS}; 海关行政处罚实施条例 第十五条",
    since=START,
    message="{document} does not cover the shipment: {differences}",
    fix="get one for these goods from {issuer}{lead_time}, or correct the shipment; without it: {consequence}",
    good={"code_differs": False, "origin_differs": False, "quantity_short": False},
    bad={"code_differs": True, "origin_differs": False, "quantity_short": False},
)
def goods_not_covered(code_differs: Flag, origin_differs: Flag, quantity_short: Flag) -> Flag:
    """What a document says of the goods has to agree with the declaration: code, origin, and no more than its quantity.

    Codes are compared as far as the shorter one goes (certificates of origin name six digits). A quantity is used up by
    the shipments that have nothing else, in the order in which they need it. Misdeclared licences cost 5 to 30 percent
    of the value.
    """
    return code_differs | origin_differs | quantity_short


@rule(
    "DOC007",
    title="File missing, empty or of another kind",
    severity="error",
    kinds=["dossier"],
    columns=["file"],
    source=f"{PAPERS}、第二十五条; 海关总署公告2014年第25号",
    since=START,
    message="{document}: {file_fault}",
    fix="put a readable scan into the folder of --files, and its name into the list",
    good={"file_missing": False, "file_empty": False, "file_of_another_kind": False},
    bad={"file_missing": False, "file_empty": True, "file_of_another_kind": False},
)
def file_not_usable(file_missing: Flag, file_empty: Flag, file_of_another_kind: Flag) -> Flag:
    """Papers are handed in as files; what is listed has to be there and be what its name says.

    Only the first bytes of a file are looked at, and only below the folder given; whether the scan shows the document
    is for people to see.
    """
    return file_missing | file_empty | file_of_another_kind


@rule(
    "DOC008",
    title="Document not needed on this route",
    scope="order",
    severity="note",
    kinds=["dossier"],
    columns=["type"],
    source=PERSONAL_USE,
    since=START,
    message="{document} is not needed on this route: {why_needed}",
    fix="nothing to do; keep it for shipments in general trade",
    good={"document_exempt": True, "documents_given": 0},
    bad={"document_exempt": True, "documents_given": 1},
)
def document_not_needed(document_exempt: Flag, documents_given: Count) -> Flag:
    """CBEC retail imports on the list are supervised as goods for personal use.

    First-import permits, registrations and filings are not asked for in 9610 and 1210; goods from epidemic areas and
    under emergency measures stay out. 1239 has no such relief.
    """
    return document_exempt & (documents_given > 0)


@rule(
    "DOC009",
    title="Whether the document is needed is not settled",
    scope="order",
    severity="warning",
    kinds=["dossier"],
    columns=["shipment_id"],
    source=f"{PAPERS}; {PERSONAL_USE}",
    since=START,
    message="whether {document} is needed is not settled: {why_needed}",
    fix="ask the customs office before the goods leave: {ask_customs}",
    good={"document_unsure": True, "documents_given": 1},
    bad={"document_unsure": True, "documents_given": 0},
)
def requirement_not_settled(document_unsure: Flag, documents_given: Count) -> Flag:
    """Where published texts leave it open, or practice differs from office to office, nothing is guessed."""
    return document_unsure & (documents_given == 0)


@rule(
    "DOC010",
    title="Number not in its format",
    severity="error",
    kinds=["dossier"],
    columns=["number"],
    source=f"{PAPERS}; 海关总署公告2019年第18号 (报关单填制规范)",
    since=START,
    message="{document}: {number_fault}",
    fix="compare it with the document; a number in this form looks like {number_example}",
    good={"number_faulty": False},
    bad={"number_faulty": True},
)
def number_malformed(number_faulty: Flag) -> Flag:
    """Registration, filing and certificate numbers have forms of their own; a mistyped one matches nothing at customs.

    Only forms that are sure are judged.
    """
    return number_faulty


@rule(
    "DOC010",
    title="Number not in its format",
    clause="not given",
    severity="warning",
    kinds=["dossier"],
    columns=["number"],
    source=f"{PAPERS}; 海关总署公告2019年第18号 (报关单填制规范)",
    since=START,
    message="{document} is listed without its number",
    fix="write its number down; a number in this form looks like {number_example}",
    good={"number_form_known": True, "number_given": True},
    bad={"number_form_known": True, "number_given": False},
)
def number_not_given(number_form_known: Flag, number_given: Flag) -> Flag:
    """The number is what the declaration names; without it the document cannot be used."""
    return number_form_known & no(number_given)
