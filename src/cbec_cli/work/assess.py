"""What the law and the tariff say about one code on one day: every number a costing needs, looked up once.

An assessment is computed once per distinct (code, day's law, origin, preference) and then taken by index, so that a
million lines cost a few thousand look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import percent
from cbec_cli.law.codes import UNKNOWN_ORIGIN, countries, country, unit
from cbec_cli.law.dated import SET_BY_USER
from cbec_cli.rules import tariff as rates
from cbec_cli.work.units import CONTENT, PIECE, SHEET, base_unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cbec_cli.law.dated import Law
    from cbec_cli.law.duty import Duty
    from cbec_cli.law.tariff import Tariff, TariffLine
    from cbec_cli.work.settings import Settings

ORDINARY = "ordinary"
"""Stands for every origin that is known and bears no additional duty: for most goods all that counts of it."""

_BY_PIECE = ("cosmetics_by_piece", "skin_care_by_piece")
_BY_CONTENT = ("cosmetics", "skin_care")


@dataclass(slots=True)
class Assessment:
    """Numbers (whole: basis points, fen, unit codes), flags, and texts for messages. All unknown until set."""

    vat_rate: int = 0
    ct_rate: int = 0
    ct_below_rate: int = 0
    ct_specific: int = 0
    ct_below_specific: int = 0
    ct_specific_per: int = 1
    test_price: int = 0
    test_price_per: int = 1
    duty_rate: int = 0
    duty_below_rate: int = 0
    duty_step: int = 0
    duty_step_per: int = 1
    duty_specific: int = 0
    duty_specific_per: int = 1
    additional_duty_rate: int = 0
    parcel_tier_rate: int = 0
    parcel_below_rate: int = 0
    taxed_unit: int = 0
    duty_unit: int = 0
    unit1: int = 0
    unit2: int = 0
    has_price_test: bool = False
    has_specific: bool = False
    has_duty_step: bool = False
    has_specific_duty: bool = False
    code_known: bool = True
    lines_differ: bool = False
    duty_lines_differ: bool = False
    tax_unknown: bool = False
    duty_unknown: bool = False
    origin_missing: bool = False
    additional_unknown: bool = False
    additional_noted: bool = False
    figure_unsure: bool = False
    origin_strange: bool = False
    duty_uncompared: bool = False
    agreement_not_found: bool = False
    agreement_withheld: bool = False
    other_vintage: bool = False
    texts: dict[str, str] = field(default_factory=dict)


NUMBERS = tuple(name for name, kind in Assessment.__annotations__.items() if kind == "int")
FLAGS = tuple(name for name, kind in Assessment.__annotations__.items() if kind == "bool")


@dataclass(frozen=True, slots=True)
class Goods:
    """What is asked about: a code, the day, where from, and whether an agreement is claimed."""

    code: str
    day: date
    origin: str = ""
    preference: str = ""
    may_prefer: bool = True


class Assessor:
    """Answers `Goods → Assessment` from the tariff, the dated law and the user's settings."""

    def __init__(self, law: Law, tariff: Tariff, settings: Settings) -> None:
        """Overrides of additional duties are applied to the law once."""
        for origin, points in settings.additional_duty.items():
            found = country(origin)
            if found is None:
                raise CannotRun(f"--additional-duty {origin}: not a country", "write e.g. --additional-duty US=10")
            law = law.with_override(f"additional_duty.{found.iso3}", points)
        self.law, self.tariff, self.settings = law, tariff, settings
        self._vat = lru_cache(maxsize=256)(law.vat_rate)
        self._consumption_tax = lru_cache(maxsize=1024)(law.consumption_tax)
        self._lines = lru_cache(maxsize=32_768)(tariff.line)

    def assess(self, goods: Goods) -> Assessment:
        """Everything about the goods; what is unknown is flagged, never guessed."""
        line = self._lines(goods.code, goods.day) if len(goods.code) == 10 else None
        if line is not None:
            return self._finish(self._line(line, goods), goods)
        lines = self.tariff.under(goods.code, goods.day) if len(goods.code) == 8 else ()
        if not lines:
            near = ", ".join(self.tariff.nearest(goods.code)) if goods.code else ""
            return Assessment(code_known=False, texts={"hs_code": goods.code, "choices": near})
        return self._finish(_highest(goods.code, [(line.code, self._line(line, goods)) for line in lines]), goods)

    def _finish(self, found: Assessment, goods: Goods) -> Assessment:
        found.other_vintage = goods.day.isoformat()[:4] != self.tariff.vintage[:4]
        found.origin_missing = not goods.origin
        found.texts.update(hs_code=goods.code, tariff_vintage=self.tariff.vintage, preference_text=goods.preference)
        found.texts["origin_text"] = goods.origin
        return found

    def _line(self, line: TariffLine, goods: Goods) -> Assessment:
        found = Assessment(unit1=base_unit(line.unit1), unit2=base_unit(line.unit2))
        self._vat_and_consumption_tax(found, line, goods.day)
        self._duty(found, line, goods)
        if self.settings.route == "parcel":
            tier, reason = self.law.parcel_tier(line.code, line.ct_class)
            below, _ = self.law.parcel_tier(line.code, "none")
            found.parcel_tier_rate = _whole(self.law.parcel_rate(tier, goods.day).value)
            found.parcel_below_rate = _whole(self.law.parcel_rate(below, goods.day).value)
            found.texts["tier_reason"] = reason
        return found

    def _vat_and_consumption_tax(self, found: Assessment, line: TariffLine, day: date) -> None:
        missing = [word for word, known in (("VAT", line.vat_class), ("consumption tax", line.ct_class)) if not known]
        found.texts["missing_rate"] = " and ".join(missing)
        found.tax_unknown = bool(missing)
        if missing:
            return
        vat, tax = self._vat(line.vat_class, day), self._consumption_tax(line.ct_class, day)
        found.vat_rate = _whole(vat.value)
        unsure = [
            f"{title}: {each.note or each.source}"
            for title, each in (("VAT", vat), ("consumption tax", tax))
            if each.confidence == "unsure"
        ]
        found.figure_unsure, found.texts["unsure_figures"] = bool(unsure), "; ".join(unsure)
        found.ct_rate = tax.ad_valorem
        found.ct_below_rate = tax.below_ad_valorem if tax.test_at_least else tax.ad_valorem
        found.ct_specific, found.ct_specific_per = tax.specific
        below = tax.below_specific if tax.test_at_least else tax.specific
        # Both steps of a class count in the same unit; bring the lower one to the same denominator.
        found.ct_below_specific, rest = divmod(below[0] * found.ct_specific_per, below[1])
        if rest:
            raise ValueError(f"{line.ct_class}: the two specific amounts have no common denominator")
        found.has_specific = bool(found.ct_specific or found.ct_below_specific)
        if tax.test_at_least:
            found.has_price_test = True
            found.test_price, found.test_price_per = tax.test_at_least
        wanted = tax.test_unit or tax.unit
        found.taxed_unit = _taxed_unit(line.ct_class, wanted)
        found.texts["unit_name"] = "piece (件/片)" if wanted == "piece" else _unit_name(wanted)

    def _duty(self, found: Assessment, line: TariffLine, goods: Goods) -> None:
        origin = country(goods.origin) if goods.origin not in ("", ORDINARY) else None
        unproven = origin is not None and origin.customs == UNKNOWN_ORIGIN
        found.origin_strange = origin is None and goods.origin not in ("", ORDINARY)
        if found.origin_strange:
            found.texts["origin_near"] = ", ".join(near_countries(goods.origin)) or "none"
        agreement = self._agreement(found, line, goods)
        kind, duty = choose_duty(line, agreement, general_applies=unproven)
        found.duty_uncompared = agreement is not None and _of_different_kinds(line, agreement)
        found.duty_unknown = duty is None
        if duty is None:
            found.texts.setdefault("missing_rate", "")
            found.texts["missing_rate"] += (" and " if found.texts["missing_rate"] else "") + "duty"
            return
        found.texts["duty_text"] = f"{duty.text} ({kind})"
        _set_duty(found, duty)
        if unproven and duty.needs_quantity:
            found.duty_uncompared = True
        elif unproven:
            self._unproven(found, line, goods.day)
        elif origin is not None:
            self._additional(found, line, origin.iso3, goods.day)
            found.texts.update(origin_name=origin.name_zh, origin_code=origin.iso3)

    def _agreement(self, found: Assessment, line: TariffLine, goods: Goods) -> Duty | None:
        if not goods.preference:
            return None
        duty = self.tariff.agreement(line.code, _claimed(goods))
        found.agreement_not_found = duty is None
        found.agreement_withheld = duty is not None and not goods.may_prefer
        return duty if goods.may_prefer else None

    def _additional(self, found: Assessment, line: TariffLine, iso3: str, day: date) -> None:
        figure = self.law.additional_duty(iso3, day, line.code)
        if figure is None:
            return
        found.additional_unknown = figure.unknown
        found.additional_duty_rate = 0 if figure.unknown else _whole(figure.value)
        found.additional_noted = bool(figure.note) and not figure.unknown and figure.confidence != SET_BY_USER
        found.texts["additional_note"] = figure.note

    def _unproven(self, found: Assessment, line: TariffLine, day: date) -> None:
        """No proof of origin: the higher of the general rate and the usual rate with the highest additional duty."""
        _, usual = choose_duty(line, None, general_applies=False)
        figure = self.law.additional_duty("USA", day, line.code)
        if usual is None or figure is None:
            return
        found.additional_unknown = figure.unknown and usual.ad_valorem + 5000 > found.duty_rate
        found.texts.update(origin_name="unknown (国别不详)", origin_code="USA")
        highest = 0 if figure.unknown else _whole(figure.value)
        found.duty_rate = rates.unproven_rate(usual.ad_valorem, highest, found.duty_rate)


_YES = ("是", "有", "y", "yes", "true", "1", "享惠")


def _claimed(goods: Goods) -> str:
    """The partner whose rate is claimed; "" if the origin does not belong to the agreement that is named."""
    from cbec_cli.law.agreements import partner_keys  # noqa: PLC0415 -- only a claimed preference needs it

    if goods.preference.casefold() in _YES:
        return goods.origin
    own, named = partner_keys(goods.origin), partner_keys(goods.preference)
    return goods.preference if not goods.origin or set(own) & set(named) else ""


def _of_different_kinds(line: TariffLine, agreement: Duty) -> bool:
    """Whether a rate per unit competes with another one: which is lower then depends on the price."""
    usual = line.provisional or line.mfn
    if not agreement.ad_valorem and not agreement.needs_quantity:
        return False  # nothing is lower than zero
    return agreement.needs_quantity or (usual is not None and usual.needs_quantity)


def near_countries(text: str) -> list[str]:
    """Names of countries close to a text."""
    from rapidfuzz import process, utils  # noqa: PLC0415 -- only for a message

    names = [name for each in countries() for name in (each.name_en, each.name_zh, each.iso3)]
    found = process.extract(text, names, processor=utils.default_process, limit=2, score_cutoff=60)
    return [name for name, *_ in found]


def choose_duty(line: TariffLine, agreement: Duty | None, *, general_applies: bool) -> tuple[str, Duty | None]:
    """Which of the line's rates applies, and its name; the law's choice is rule DTY001."""
    kind = rates.rate_kind(
        mfn_rate=_ad_valorem(line.mfn),
        provisional_rate=_ad_valorem(line.provisional),
        has_provisional=line.provisional is not None,
        agreement_rate=_ad_valorem(agreement),
        has_agreement=agreement is not None,
        general_applies=general_applies,
    )
    if agreement is not None and not general_applies and _of_different_kinds(line, agreement):
        kind = rates.AGREEMENT
    return rates.KINDS[kind], (line.mfn, line.provisional, agreement, line.general)[kind]


def _taxed_unit(ct_class: str, wanted: str) -> int:
    """The base unit a consumption tax counts in."""
    if wanted == "piece":
        return SHEET if ct_class in _BY_PIECE else PIECE
    return CONTENT if ct_class in _BY_CONTENT else base_unit(wanted)


def _ad_valorem(duty: Duty | None) -> int:
    """What rates are compared by; an amount per unit counts as a trace, so that a rate of zero goes before it."""
    return duty.ad_valorem + bool(duty.specific[0]) if duty else 0


def _set_duty(found: Assessment, duty: Duty) -> None:
    found.duty_rate = duty.ad_valorem
    found.duty_specific, found.duty_specific_per = duty.specific
    found.has_specific_duty = duty.needs_quantity
    found.duty_unit = base_unit(duty.unit)
    found.texts["duty_unit_name"] = _unit_name(duty.unit)
    if duty.up_to is not None:
        found.has_duty_step = True
        found.duty_step, found.duty_step_per = duty.up_to
        found.duty_below_rate = duty.below


def _highest(code: str, candidates: list[tuple[str, Assessment]]) -> Assessment:
    """The candidate that costs most, flagged where the lines of a short code differ in what matters."""
    tax = {_tax_figures(found) for _, found in candidates}
    duty = {_duty_figures(found) for _, found in candidates}
    chosen_code, chosen = max(candidates, key=lambda each: (each[1].tax_unknown, _burden(each[1]), each[1].duty_rate))
    chosen = replace(chosen, lines_differ=len(tax) > 1, duty_lines_differ=len(duty) > 1)
    if chosen.lines_differ:  # the highest, whatever the price: a price test may be another line's
        chosen.has_price_test, chosen.ct_below_rate = False, chosen.ct_rate
        chosen.ct_below_specific = chosen.ct_specific
    chosen.texts = {
        **chosen.texts,
        "hs_code": code,
        "assumed": chosen_code,
        "choices": ", ".join(each for each, _ in candidates[:_CHOICES]) + (" …" if len(candidates) > _CHOICES else ""),
        "range": _range(candidates),
    }
    return chosen


_CHOICES = 20


def _tax_figures(found: Assessment) -> tuple[object, ...]:
    figures = (
        "vat_rate",
        "ct_rate",
        "ct_below_rate",
        "ct_specific",
        "ct_below_specific",
        "ct_specific_per",
        "test_price",
        "test_price_per",
        "taxed_unit",
        "tax_unknown",
    )
    return tuple(getattr(found, name) for name in figures)


def _duty_figures(found: Assessment) -> tuple[object, ...]:
    figures = (
        "duty_rate",
        "duty_below_rate",
        "duty_step",
        "duty_step_per",
        "duty_specific",
        "duty_specific_per",
        "additional_duty_rate",
        "duty_unknown",
    )
    return tuple(getattr(found, name) for name in figures)


def _burden(found: Assessment) -> tuple[int, int]:
    return (found.ct_rate + found.vat_rate, found.ct_specific)


def _range(candidates: list[tuple[str, Assessment]]) -> str:
    """What differs, as people write it: `VAT 9–13 %, duty 5–10 %`."""
    parts = []
    for title, low, high in (
        ("VAT", "vat_rate", "vat_rate"),
        ("consumption tax", "ct_below_rate", "ct_rate"),
        ("duty", "duty_rate", "duty_rate"),
    ):
        least = min(getattr(found, low) for _, found in candidates)
        most = max(getattr(found, high) for _, found in candidates)
        if least != most:
            parts.append(f"{title} {percent(least)}–{percent(most)} %")
    return ", ".join(parts) or "specific tax"


def _unit_name(code: str) -> str:
    found = unit(code) if code else None
    return found.name_zh if found else code


def _whole(value: int | str | None) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a number of the law")
    return value


def stack(table: Mapping[str, list[int]], found: Assessment) -> None:
    """Append an assessment to the columns it will be taken from."""
    for name in (*NUMBERS, *FLAGS):
        table[name].append(getattr(found, name))
