"""The keys of cbec.toml that a check reads, and what is said where one is wrong."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.work.config import CheckTable, Config, load_config

CODES = ("HSC001", "HSC004", "IDN001", "THR001", "THR003")

WHOLE = """
[check]
select = ["thr", "HSC"]
ignore = ["THR003"]
fail_on = "warning"
most_ids = 4
near_limit = "87.5"
near_price = "2.25"
price_spread = "120"
max_findings = 50
baseline = "known.json"
severities = {HSC004 = "error", IDN = "note"}
per_file_ignores = {"old/*.csv" = ["IDN", "ALL"]}
per_sku_ignores = {"GIFT-*" = ["hsc004"]}

[[waivers]]
code = "HSC004"
sku = " A-17 "
reason = "ruling asked"
until = 2027-03-31

[[waivers]]
code = "idn001"
order = "D-1"
file = "march.xlsx"
reason = "old"
until = "2026-12-31"
"""

A_WAIVER = '[[waivers]]\ncode = "HSC004"\nsku = "A"\nreason = "r"\nuntil = 2027-01-01\n'


def read(folder: Path, text: str, name: str = "cbec.toml") -> Config:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_config(path, CODES)


def test_everything_a_check_may_be_told(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    assert found.path == tmp_path / "cbec.toml"
    assert found.beside("known.json") == tmp_path / "known.json"
    check = found.check
    assert (check.select, check.ignore, check.fail_on) == (["THR", "HSC"], ["THR003"], "warning")
    assert (check.most_ids, check.max_findings, check.baseline) == (4, 50, "known.json")
    assert (check.near_limit, check.near_price, check.price_spread) == (8_750, 225, 12_000)
    assert check.severities == {"HSC004": "error", "IDN": "note"}
    assert check.per_file_ignores == {"old/*.csv": ["IDN", "ALL"]}
    assert check.per_sku_ignores == {"GIFT-*": ["HSC004"]}
    first, second = found.waivers
    assert (first.code, first.sku, first.order, first.until) == ("HSC004", "A-17", None, date(2027, 3, 31))
    assert (second.code, second.file, second.until) == ("IDN001", "march.xlsx", date(2026, 12, 31))


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = load_config(None, CODES)
    assert (found.path, found.beside("x.json"), found.check, found.waivers) == (None, Path("x.json"), CheckTable(), [])
    check = found.check
    assert (check.most_ids, check.near_limit, check.near_price, check.price_spread) == (10, 9_000, 500, 3_000)
    assert (check.max_findings, check.fail_on, check.baseline) == (1_000, "error", None)


def test_the_working_folder_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read(tmp_path, '[tool.cbec.check]\nselect = ["THR"]', "pyproject.toml")
    assert load_config(None, CODES).check.select == ["THR"]
    read(tmp_path, '[check]\nselect = ["IDN"]')
    assert load_config(None, CODES).check.select == ["IDN"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("check = 3", "check: should be a table"),
        ("[chekc]", "chekc: unknown key, nearest is 'check'"),
        ("[check]\nselekt = []", "check.selekt: unknown key, nearest is 'select'"),
        ('select = ["THR"]', "select: unknown key here; it belongs into the table [check]"),
        ("[check]\nselect = 'THR'", 'check.select: should be a valid list; write a list: ["THR001", "IDN"]'),
        ("[check]\nselect = ['THR', 'THX']", "check.select no. 2: unknown code 'THX', nearest is 'THR'"),
        ("[check]\nignore = ['THR01']", "check.ignore no. 1: unknown code 'THR01', nearest is 'THR001'"),
        ("[check]\nignore = ['']", "check.ignore no. 1: unknown code ''"),
        ("[check]\nignore = [1]", "check.ignore no. 1"),
        ("[check]\nfail_on = 'notes'", "check.fail_on: should be 'error', 'warning' or 'never'"),
        ("[check]\nseverities = {THR001 = 'fatal'}", "check.severities.THR001: should be 'error', 'warning' or 'note'"),
        ("[check]\nseverities = {THR0X = 'note'}", "check.severities.THR0X: unknown code 'THR0X', nearest is 'THR"),
        ("[check]\nper_sku_ignores = {A = ['XYZ']}", "check.per_sku_ignores.A no. 1: unknown code 'XYZ'"),
        ("[check]\nper_file_ignores = {'a.csv' = 'THR'}", "check.per_file_ignores.a.csv: should be a valid list"),
        ("[check]\nmost_ids = 0", "check.most_ids: should be greater than or equal to 1"),
        ("[check]\nmost_ids = '10'", "write a whole number, without quotes"),
        ("[check]\nmax_findings = true", "check.max_findings"),
        ("[check]\nnear_limit = 90", 'check.near_limit: 90 is not text; write it as text, e.g. near_limit = "90"'),
        ("[check]\nnear_limit = '101'", "check.near_limit: '101' is not between 0 and 100"),
        ("[check]\nnear_price = '-1'", "check.near_price: '-1' is not between 0 and 100"),
        ("[check]\nnear_price = '5 %'", "check.near_price: '5 %' is not a plain decimal number"),
        ("[check]\nprice_spread = '1000001'", "is not between 0 and 1000000"),
        ("[check]\nbaseline = ''", "check.baseline"),
        ("waivers = {}", "waivers: should be a valid list"),
        (A_WAIVER + 'skuu = "A"', "waivers no. 1.skuu: unknown key, nearest is 'sku'"),
        (A_WAIVER + A_WAIVER.replace("HSC004", "HSC"), "waivers no. 2.code: unknown code 'HSC', nearest is 'HSC001'"),
        (A_WAIVER.replace('sku = "A"\n', ""), "waivers no. 1: a waiver names a sku, an order or a file"),
        (A_WAIVER.replace('"A"', '" "'), "waivers no. 1.sku"),
        (A_WAIVER.replace('"A"', "17"), "waivers no. 1.sku: should be a valid string; write it as text, in quotes"),
        (A_WAIVER.replace('reason = "r"\n', ""), "waivers no. 1.reason: this key is needed; add it"),
        (A_WAIVER.replace("until = 2027-01-01\n", ""), "waivers no. 1.until: this key is needed; add it"),
        (A_WAIVER.replace("2027-01-01", '"1.1.2027"'), "waivers no. 1.until"),
        (A_WAIVER.replace("2027-01-01", "1798761600"), "1798761600 is not a day; write its last day"),
        (A_WAIVER.replace("2027-01-01", "2027-01-01T10:00:00"), "is not a day"),
    ],
)
def test_faults_name_file_and_key(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRun) as stop:
        read(tmp_path, text)
    assert says in str(stop.value)
    assert stop.value.what.startswith(str(tmp_path / "cbec.toml"))
    assert stop.value.fix
    assert "\n" not in str(stop.value)


def test_keys_of_a_project_file_are_named_in_full(tmp_path: Path) -> None:
    with pytest.raises(
        CannotRun, match=r"pyproject\.toml: tool\.cbec\.check\.ignroe: unknown key, nearest is 'ignore'"
    ):
        read(tmp_path, "[tool.cbec.check]\nignroe = []", "pyproject.toml")
    with pytest.raises(CannotRun, match=r"belongs into the table \[tool\.cbec\.check\]"):
        read(tmp_path, "[tool.cbec]\nfail_on = 'error'", "pyproject.toml")


def test_codes_are_looked_up_only_where_they_are_known(tmp_path: Path) -> None:
    path = tmp_path / "cbec.toml"
    path.write_text("[check]\nselect = ['xyz9']", encoding="utf-8")
    assert load_config(path).check.select == ["XYZ9"]


@given(st.integers(0, 10_000))
def test_a_percentage_is_read_exactly(basis_points: int) -> None:
    text = f"{basis_points // 100}.{basis_points % 100:02d}"
    assert CheckTable.model_validate({"near_limit": text}).near_limit == basis_points
