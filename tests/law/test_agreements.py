"""Agreement rates: found by code and partner, quotas kept apart."""

import csv
import gzip

import pytest

from cbec_cli.engine.places import data_file
from cbec_cli.law.agreements import RATE, agreement_names, load_agreements, partner_keys
from cbec_cli.law.duty import parse_duty
from cbec_cli.law.tariff import load_tariff

WHISKY = "2208300000"


def test_every_row_is_readable_sorted_and_of_a_known_partner() -> None:
    with gzip.open(data_file("agreement_rates.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        heading, *rows = list(csv.reader(file))
    assert heading == ["code", "partner", "rate", "kind"]
    assert len(rows) == 224_500
    assert rows == sorted(rows)
    assert {row[1] for row in rows} == agreement_names().keys()
    for rate in {row[2] for row in rows if row[3] == RATE}:
        assert parse_duty(rate) is not None
    assert {row[3] for row in rows} == {"rate", "quota", "usd_step"}


@pytest.mark.parametrize(
    ("partner", "text"),
    [
        ("智利", "0%"),
        ("Pakistan", "5%"),
        ("NIC", "7%"),
        ("新加坡", "0%"),
        ("Thailand", "0%"),
        ("东盟", "0%"),
        ("602", None),
        ("USA", None),
    ],
)
def test_the_rate_of_a_partner(partner: str, text: str | None) -> None:
    duty = load_tariff().agreement(WHISKY, partner)
    assert (duty.text if duty else None) == text


def test_partners_shows_all_and_unknown_codes_have_none() -> None:
    tariff = load_tariff()
    assert tariff.partners(WHISKY)["ECU"].ad_valorem == 850
    assert tariff.partners("9999999999") == {}


def test_quotas_and_steps_in_dollars_are_not_ordinary_rates() -> None:
    agreements = load_agreements()
    assert agreements.others("1701130001")["MUS"] == ("quota", "15%")
    assert "MUS" not in agreements.rates("1701130001")
    assert agreements.others("8521101100")["KOR"][0] == "usd_step"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("新加坡", ("SGP", "ASEAN")),
        ("KOR", ("KOR", "APTA")),
        ("Laos", ("APTA", "ASEAN")),
        ("asean", ("ASEAN",)),
        ("China-Chile", ("CHL",)),
        ("USA", ()),
        ("nowhere", ()),
        ("国别不详", ()),
    ],
)
def test_agreements_of_an_origin(text: str, keys: tuple[str, ...]) -> None:
    assert partner_keys(text) == keys


def test_names_in_english() -> None:
    assert agreement_names("en")["HKG"] == "Mainland and Hong Kong CEPA"
