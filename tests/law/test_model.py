"""A law file that is not in order is refused with its line."""

import re
from pathlib import Path

import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.places import data_file
from cbec_cli.law.dated import load_law
from cbec_cli.law.model import read_checked

GOOD = """\
figures:
  limit:
    title: Limit
    title_zh: 限值
    unit: CNY
    values:
      2016-04-08: {value: "2000.00", source: 18号, confidence: confirmed}
      2019-01-01: {value: "5000.00", source: 49号, confidence: confirmed, until: 2030-12-31}
vat:
  standard: {title: All, title_zh: 全, values: {2019-04-01: {value: "13", source: 39号, confidence: confirmed}}}
consumption_tax:
  beer:
    title: Beer
    title_zh: 啤酒
    values:
      2001-05-01:
        amount: {yuan: "250", per: tonne, litres_per_tonne: "988"}
        at_least: {yuan: "2.5", per: litre}
        below: {amount: {yuan: "220", per: tonne, litres_per_tonne: "988"}}
        source: 22号
        confidence: partly
parcel:
  tiers:
    tier_1: {title: One, title_zh: 一, values: {2019-04-09: {value: "13", source: 17号, confidence: unsure}}}
  goods:
    - {tier: tier_1, goods: food, headings: ["02"]}
additional_duty:
  USA: {title: US, title_zh: 美, origin: USA, values: {2026-11-10: {value: unknown, source: 5号, confidence: unsure}}}
"""


def _read(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "law.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    read_checked(path)


def test_the_shipped_law_is_in_order() -> None:
    assert read_checked(data_file("tariffs.yaml"))["figures"]["single_limit"]["unit"] == "CNY"


def test_a_small_law_is_in_order(tmp_path: Path) -> None:
    _read(tmp_path, GOOD)


FAULTS = {
    "an unknown key": ("unit: CNY", "unit: CNY\n    colour: red", 6, "figures.limit.colour: is not a known key"),
    "an unknown section": ("additional_duty:", "other: {}\nadditional_duty:", 27, "other: is not a known key"),
    "a key given twice": ("unit: CNY", "unit: CNY\n    unit: CNY", 6, "unit is given twice"),
    "a day given twice": ("2019-01-01:", "2016-04-08:", 8, "2016-04-08 is given twice"),
    "a float": ('"5000.00"', "5000.00", 8, "5000.00 is not in quotes"),
    "a whole number": ('"13", source: 39号', "13, source: 39号", 10, "13 is not in quotes"),
    "a truth value": ('"5000.00"', "yes", 8, "yes is not in quotes"),
    "days out of order": (
        "2019-01-01:",
        "2015-01-01:",
        8,
        "2015-01-01 stands after 2016-04-08: days go from old to new",
    ),
    "a day that does not exist": ("2019-01-01:", "2019-02-30:", 8, "2019-02-30 is not a day"),
    "a day written short": ("2019-01-01:", "2019-1-1:", 8, "2019-1-1 is not a day"),
    "a day with an hour": ("2019-01-01:", "2019-01-01 12:00:00:", 8, "2019-01-01 12:00:00 is not a day"),
    "an end that is no day": ("2030-12-31", "2030-13-31", 8, "2030-13-31 is not a day"),
    "a compact day": ("2030-12-31", "20301231", 8, "20301231 is not in quotes"),
    "a word for a day": (
        "2019-01-01:",
        "later:",
        8,
        "figures.limit.values.later: later is not a day: write it as 2026-01-31",
    ),
    "a word for a day and for its value": (
        '{2019-04-01: {value: "13", source: 39号, confidence: confirmed}}',
        "{later: x}",
        10,
        "vat.standard.values.later: Input should be a valid dictionary",
    ),
    "no source": ("source: 49号, ", "", 8, "figures.limit.values.2019-01-01.source: is missing"),
    "an empty source": ("source: 49号", 'source: ""', 8, "source: String should have at least 1 character"),
    "an unknown confidence": (
        "confidence: partly",
        "confidence: sure",
        21,
        "confidence: Input should be 'confirmed', 'partly'",
    ),
    "an unknown unit": ("unit: CNY", "unit: USD", 5, "figures.limit.unit: Input should be 'CNY', 'ratio'"),
    "a missing unit": ("    unit: CNY\n", "", 2, "figures.limit.unit: is missing"),
    "a missing section": ("vat:\n", "vat_:\n", 1, "vat: is missing"),
    "no values": (GOOD[GOOD.index("{2019-04-01") : GOOD.index("}}}") + 2], "{}", 10, "at least 1 item"),
    "a value with too many decimals": (
        '"5000.00"',
        '"5000.001"',
        8,
        "figures.limit.values.2019-01-01: '5000.001' has more than 2 decimals",
    ),
    "a value that is a word": ('"13", source: 17号', "much, source: 17号", 24, "'much' is not a plain decimal number"),
    "an end before its day": ("2030-12-31", "2018-12-31", 8, "until 2018-12-31 is before its own first day"),
    "an end after the next day": (
        '"2000.00", source: 18号,',
        '"2000.00", source: 18号, until: 2019-01-01,',
        7,
        "not before the next value",
    ),
    "a number as amount in words": ('yuan: "250"', "yuan: many", 17, "yuan: 'many' has not the form"),
    "a zero factor": (
        'yuan: "250", per: tonne, litres_per_tonne: "988"',
        'yuan: "250", per: tonne, litres_per_tonne: "0.0"',
        17,
        "litres_per_tonne: '0.0' has not the form",
    ),
    "a tonne without litres": (
        'yuan: "250", per: tonne, litres_per_tonne: "988"',
        'yuan: "250", per: tonne',
        17,
        "litres_per_tonne belongs to an amount per tonne",
    ),
    "a litre with a weight": (
        'yuan: "250", per: tonne, litres_per_tonne: "988"',
        'yuan: "250", per: litre, kilograms_per_litre: "1"',
        17,
        "kilograms_per_litre belongs to an amount per kilogram",
    ),
    "no tax at all": (
        '        amount: {yuan: "250", per: tonne, litres_per_tonne: "988"}\n',
        "",
        16,
        "a tax needs a rate or an amount",
    ),
    "below without a test": ('        at_least: {yuan: "2.5", per: litre}\n', "", 16, "below needs at_least"),
    "goods in no tier": (
        "tier: tier_1, goods",
        "tier: tier_9, goods",
        22,
        "parcel: goods stand in 'tier_9', which is no tier",
    ),
    "a heading with a letter": ('["02"]', '["02", "0x"]', 26, "parcel.goods.0.headings.1: '0x' has not the form"),
    "an origin in words": (
        "origin: USA",
        "origin: America",
        28,
        "additional_duty.USA.origin: 'America' has not the form",
    ),
    "a reference": (
        "title: Limit\n",
        "title: &a Limit\n    title_en: *a\n",
        4,
        "a reference (*a): write the value out",
    ),
    "a key that is a list": ("vat:\n", "[a, b]: c\nvat:\n", 9, "a key must be a plain word or a day"),
    "a bracket left open": ('["02"]', '["02"', 26, "did not find expected ',' or ']'"),
    "a foreign tag": ("title: Limit", "title: !!python/name:os.system x", 3, "could not determine a constructor"),
    "a control character": ("title: Limit", "title: Limit\x01", 1, "characters are not allowed"),
}


@pytest.mark.parametrize(("old", "new", "line", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    with pytest.raises(CannotRun, match=re.escape(words)) as caught:
        _read(tmp_path, GOOD.replace(old, new, 1))
    assert f"law.yaml, line {line}: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_further_faults_are_counted(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"line 7: 2000.00 is not in quotes.* \(and 1 more\)"):
        _read(tmp_path, GOOD.replace('"2000.00"', "2000.00").replace('"5000.00"', "5000.00"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: the file is empty"),
        (b"- a\n- b\n", "line 1: the file: Input should be a valid dictionary"),
        (b"figures:\n  " + b"[" * 90 + b"]" * 90, "line 2: nested too deep"),
        (b"\xff\xfe\x00", r"cannot be read as a law file \(not UTF-8\)"),
    ],
)
def test_what_is_no_law_file(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(CannotRun, match=words):
        _read(tmp_path, content)


def test_an_absent_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"absent.yaml: cannot be read as a law file \(No such file"):
        load_law(tmp_path / "absent.yaml")
    with pytest.raises(CannotRun, match=r"cannot be read as a law file \(Is a directory\)"):
        read_checked(tmp_path)
