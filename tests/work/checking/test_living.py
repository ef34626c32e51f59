"""Living with findings: what makes a check fail, what is left out, waived for a while, or known from before."""

from __future__ import annotations

import json
import random
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from checked import CLEAN, NO_AMOUNTS, check, clean_orders, codes, order, person
from planted import catalogue, faults, faulty_products
from readings import command, write_rows

from cbec_cli.engine.today import today

BARCODE = {"barcode": "4006381333930"}
WEIGHT = {"gross_weight": "0.1"}
WARNED = order(1, **BARCODE)
FAILED = order(2, **WEIGHT)


@pytest.fixture(autouse=True)
def quiet_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(rows: list[dict[str, str]], *options: str, name: str = "batch.csv") -> dict[str, Any]:
    return check(write_rows(Path(name), rows), *options)


def configure(text: str) -> None:
    Path("cbec.toml").write_text(text, encoding="utf-8")


def waiver(code: str, days: int = 0, **place: str) -> str:
    """A waiver until so many days from now."""
    until = today() + timedelta(days=days)
    names = "".join(f'{name} = "{text}"\n' for name, text in place.items())
    return f'[[waivers]]\ncode = "{code}"\n{names}reason = "ruling asked"\nuntil = {until}\n'


# -- what makes it fail ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "statuses"),
    [
        ([*CLEAN], {"error": 0, "warning": 0, "never": 0}),
        (WARNED, {"error": 0, "warning": 1, "never": 0}),
        (FAILED, {"error": 1, "warning": 1, "never": 0}),
        (WARNED + FAILED, {"error": 1, "warning": 1, "never": 0}),
    ],
    ids=["notes", "warnings", "errors", "both"],
)
def test_the_exit_status_follows_the_heaviest_finding(rows: list[Any], statuses: dict[str, int]) -> None:
    assert found(rows)["status"] == statuses["error"]
    for level, status in statuses.items():
        assert found(rows, "--fail-on", level)["status"] == status
        configure(f'[check]\nfail_on = "{level}"\n')
        assert found(rows)["status"] == status
        assert found(rows, "--fail-on", "error")["status"] == statuses["error"]


def test_the_user_may_weigh_codes_and_families_otherwise() -> None:
    configure('[check.severities]\nDEC = "warning"\nDEC009 = "error"\nDAT008 = "error"\n')
    said = found(WARNED + FAILED)
    assert {each["code"]: each["severity"] for each in said["findings"] if each["code"] != "LST002"} == {
        "DAT008": "error",
        "DEC009": "error",
        "DEC002": "warning",
    }
    assert (said["summary"]["errors"], said["summary"]["warnings"], said["status"]) == (2, 1, 1)
    configure('[check.severities]\nDEC002 = "note"\n')
    assert found(FAILED)["status"] == 0
    assert found(FAILED, "--fail-on", "warning")["status"] == 0


def test_a_cell_that_cannot_be_read_may_be_weighed_otherwise_too() -> None:
    configure('[check.severities]\nDAT001 = "warning"\n')
    said = found(order(1, net_weight="x"))
    assert (codes(said), said["status"], said["summary"]["warnings"]) == (["DAT001"], 0, 1)


# -- what is looked for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["DEC002", "DEC009"]),
        (("--select", "DEC009"), ["DEC009"]),
        (("--select", "dec"), ["DEC002", "DEC009"]),
        (("--select", "THR,IDN"), []),
        (("--ignore", "DEC00"), []),
        (("--ignore", "DEC009", "--ignore", "THR"), ["DEC002"]),
        (("--select", "DEC", "--ignore", "DEC002"), ["DEC009"]),
    ],
)
def test_codes_are_chosen_and_left_out(options: tuple[str, ...], expected: list[str]) -> None:
    said = found(WARNED + FAILED, *options)
    assert codes(said) == expected
    assert said["status"] == int("DEC002" in expected)
    assert set(said["summary"]["by_code"]) <= {*expected, "LST002", "DAT008"}


@pytest.mark.parametrize("code", ["DAT001", "DAT005", "DAT002", "THR001", "IDN006", "LST002"])
def test_each_kind_of_code_can_be_left_out(code: str) -> None:
    rows = [row for what, rows in faults().items() for row in rows if what.startswith(code)] or [*CLEAN]
    assert code in found(rows)["summary"]["by_code"]
    assert code not in found(rows, "--ignore", code)["summary"]["by_code"]
    assert set(found(rows, "--select", code)["summary"]["by_code"]) == {code}


def test_a_rule_that_silences_another_does_so_though_it_is_not_chosen() -> None:
    """A code of eight digits is told as such; choosing only what follows from it brings nothing new."""
    rows = order(1, hs_code="04090000", **NO_AMOUNTS)
    assert codes(found(rows)) == ["HSC001"]
    assert codes(found(rows, "--select", "HSC002")) == []
    assert codes(found(rows, "--ignore", "HSC001")) == []


def test_codes_are_left_out_for_files_and_for_goods() -> None:
    write_rows(Path("first.csv"), order(1, sku="A-17", **BARCODE))
    write_rows(Path("second.csv"), order(2, sku="B-1", **BARCODE))

    def told() -> list[str]:
        return [each["file"] for each in check(Path("first.csv"), "second.csv", "--select", "DEC009")["findings"]]

    assert told() == ["first.csv", "second.csv"]
    configure('[check.per_file_ignores]\n"sec*.csv" = ["DEC"]\n')
    assert told() == ["first.csv"]
    configure('[check.per_sku_ignores]\n"A-*" = ["ALL"]\n')
    assert told() == ["second.csv"]
    configure('[check.per_sku_ignores]\n"A-*" = ["LBL"]\n"C-1" = ["DEC009"]\n')
    assert told() == ["first.csv", "second.csv"]


def test_what_is_ignored_for_an_article_hides_no_fault_of_its_order() -> None:
    """Whichever line of the order stands first."""
    configure('[check.per_sku_ignores]\n"A-17" = ["THR"]\n')
    ours = {"sku": "A-17", "unit_price": "2500", "total_price": "2500"}
    other = {"sku": "B-1", "unit_price": "2500.01", "total_price": "2500.01"}
    assert codes(found(order(1, other, ours, **NO_AMOUNTS))) == ["THR001"]
    assert codes(found(order(1, ours, other, **NO_AMOUNTS))) == ["THR001"]


# -- waivers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", [{"sku": "HY-500"}, {"order": "D00000002"}, {"file": "batch.csv"}, {"sku": "HY-*", "order": "D*2"}]
)
def test_a_waiver_holds_to_its_last_day(place: dict[str, str]) -> None:
    configure(waiver("DEC002", days=0, **place))
    said = found(FAILED)
    assert (codes(said), said["status"], said["waived"]) == ([], 0, 1)
    assert "DEC002" not in said["summary"]["by_code"]


def test_an_expired_waiver_is_a_finding_and_what_it_covered_is_told_again() -> None:
    configure(waiver("DEC002", days=-1, sku="HY-500"))
    said = found(FAILED)
    assert (codes(said), said["status"], said["waived"]) == (["CFG001", "DEC002"], 1, 0)
    expired = next(each for each in said["findings"] if each["code"] == "CFG001")
    assert (expired["severity"], expired["file"], expired["row"]) == ("error", "cbec.toml", None)
    assert "DEC002 of sku HY-500" in expired["message"]
    assert found([*CLEAN])["status"] == 1  # also where there is nothing left to cover


def test_a_waiver_that_covers_nothing_is_noted() -> None:
    configure(waiver("DEC002", days=9, sku="HY-501"))
    said = found(FAILED)
    assert codes(said) == ["CFG002", "DEC002"]
    assert next(each["severity"] for each in said["findings"] if each["code"] == "CFG002") == "note"
    configure(waiver("DEC002", days=9, sku="HY-500") + waiver("DEC002", days=9, file="other.csv"))
    assert codes(found(FAILED)) == []
    assert codes(found(FAILED, "--select", "DEC009,CFG")) == []  # its rule did not run


def test_a_waiver_of_an_order_covers_findings_of_the_order() -> None:
    rows = [*order(3, sku="X", unit_price="2500.01", qty="2", total_price="5000.02", **NO_AMOUNTS), *WARNED]
    configure(waiver("THR001", days=9, order="D00000003"))
    assert codes(found(rows)) == ["DEC009"]


@pytest.mark.parametrize(("code", "cells"), [("DAT001", {"net_weight": "x"}), ("DAT005", {"barcode": "4.00639E+12"})])
def test_a_cell_that_cannot_be_read_can_be_waived_for_its_article(code: str, cells: dict[str, str]) -> None:
    configure(waiver(code, days=9, sku="HY-500"))
    said = found(order(1, **cells))
    assert (codes(said), said["waived"]) == ([], 1)
    configure(f'[check.per_sku_ignores]\n"HY-500" = ["{code}"]\n')
    assert codes(found(order(1, **cells))) == []


def test_a_code_nobody_knows_cannot_be_waived(capsys: pytest.CaptureFixture[str]) -> None:
    configure(waiver("DEC099", sku="A"))
    write_rows(Path("batch.csv"), CLEAN)
    assert command("check", "batch.csv") == 2
    assert re.fullmatch(r"cbec: cbec.toml: .*unknown code 'DEC099', nearest is '\w+'.*\n", capsys.readouterr().err)


# -- the baseline ---------------------------------------------------------------------------------------------------

KNOWN = ("--baseline", "known.json")


def write_known(rows: list[dict[str, str]], name: str = "batch.csv") -> dict[str, int]:
    """Write all findings down as known; gives the keys."""
    write_rows(Path(name), rows)
    assert command("check", name, "--write-baseline", "known.json") == 0
    kept: dict[str, int] = json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]
    return kept


def test_everything_known_passes() -> None:
    rows = [*clean_orders(9, first=5_000), *(row for rows in faults().values() for row in rows)]
    kept = write_known(rows)
    said = found(rows, *KNOWN, "--fail-on", "warning")
    assert (said["status"], said["summary"]["by_code"], said["findings"]) == (0, {}, [])
    assert said["known"] == sum(kept.values())


def test_everything_known_of_a_catalogue_passes() -> None:
    rows = [*catalogue(4), *faulty_products()]
    kept = write_known(rows)
    said = found(rows, *KNOWN, "--fail-on", "warning")
    assert (said["status"], said["summary"]["by_code"], said["known"]) == (0, {}, sum(kept.values()))


def test_a_new_fault_fails_and_it_alone_is_told() -> None:
    rows = [*FAILED, *clean_orders(3, first=10)]
    write_known(rows)
    assert found(rows, *KNOWN)["status"] == 0
    new = [*rows, *order(99, **WEIGHT)]
    said = found(new, *KNOWN)
    assert (said["status"], said["known"]) == (1, 3)
    assert [each["order_no"] for each in said["findings"] if each["code"] == "DEC002"] == ["D00000099"]


def test_a_fault_that_changes_is_new_and_one_that_is_put_right_is_gone() -> None:
    write_known(FAILED)
    assert codes(found(order(2, gross_weight="0.2"), *KNOWN)) == ["DEC002"]
    assert codes(found(order(2), *KNOWN)) == []


def test_the_same_fault_once_more_is_new() -> None:
    """Two lines of one article, both known; a third one is not."""
    two = order(1, BARCODE, BARCODE, **NO_AMOUNTS)
    three = order(1, BARCODE, BARCODE, BARCODE, **NO_AMOUNTS)
    write_known(two)
    assert codes(found(two, *KNOWN)) == []
    assert codes(found(three, *KNOWN)) == ["DEC009"]


def test_findings_are_known_wherever_their_rows_stand(tmp_path: Path) -> None:
    """Rows may be sorted otherwise, lines added above, and the file moved to another folder."""
    rows = [row for rows in faults().values() for row in rows]
    kept = write_known(rows)
    random.Random(5).shuffle(rows)  # noqa: S311 -- a shuffle, no secret
    (tmp_path / "moved").mkdir()
    said = found([*clean_orders(5, first=6_000), *rows], *KNOWN, name="moved/batch.csv")
    assert (codes(said), said["known"]) == ([], sum(kept.values()))


def test_the_configuration_may_name_the_baseline() -> None:
    write_known(FAILED)
    configure('[check]\nbaseline = "known.json"\n')
    assert found(FAILED)["status"] == 0
    assert found(order(3, **WEIGHT))["status"] == 1
    assert found(FAILED, "--baseline", "known.json")["known"] == found(FAILED)["known"]


def test_writing_a_baseline_asks_nothing_of_an_older_one() -> None:
    """It holds all findings, not only those the older one lacks; nothing is reported and nothing fails."""
    first = write_known(FAILED)
    configure('[check]\nbaseline = "known.json"\n')
    assert write_known([*FAILED, *WARNED]).keys() > first.keys()


def test_waived_findings_do_not_enter_the_baseline() -> None:
    configure(waiver("DEC002", days=9, sku="HY-500"))
    assert not any(key.startswith("DEC002") for key in write_known(FAILED))


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "the baseline cannot be read"), ("{", "damaged"), ('{"schema": "x"}', "not a baseline of this version")],
)
def test_a_baseline_that_is_none_stops_the_check(
    content: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        Path("known.json").write_text(content, encoding="utf-8")
    write_rows(Path("batch.csv"), CLEAN)
    assert command("check", "batch.csv", *KNOWN) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_baseline_tells_nobody_who_bought() -> None:
    """Keys are hashes: no ID, name, telephone, address or order number stands in the file."""
    rows = [row for rows in faults().values() for row in rows]
    write_known(rows)
    text = Path("known.json").read_text(encoding="utf-8")
    for row in rows:
        for name in ("order_no", "sku", *person(1)):
            assert not row[name] or row[name] not in text
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}:[0-9a-f]{24}", key) for key in json.loads(text)["findings"])
