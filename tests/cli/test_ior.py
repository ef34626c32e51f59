"""`cbec ior` and `cbec deadlines` as their users meet them."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import Workbook

Run = Callable[..., subprocess.CompletedProcess[str]]
Write = Callable[..., Path]
USCC = "91110000600037341L"
HEADING = "shipment_id,mode,arrives_on,declared_on,released_on,importer,tax,customs_value"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A workbook in Chinese: general trade with an importer, CBEC without an agent."""
    book = Workbook()
    sheet = book.active
    sheet.title = "货物"
    sheet.append(["货物批次号", "监管方式", "进境日期", "申报日期", "放行日期", "境内收货人", "税款"])
    sheet.append(["S-1", "一般贸易", "2026-11-01", "2026-11-10", "", "上海样例贸易有限公司", 34270.59])
    sheet.append(["S-2", "网购保税进口", "", "2026-10-01", "2026-10-01", "", ""])
    firms = book.create_sheet("企业")
    firms.append(["角色", "企业名称", "统一社会信用代码", "海关注册编码", "注册国家", "海关备案日期"])
    firms.append(["境内收货人", "上海样例贸易有限公司", USCC, "3122960001", "中国", "2022-03-01"])
    path = tmp_path / "dossier.xlsx"
    book.save(path)
    return path


def test_a_card_for_each_party(cbec: Run, dossier: Path) -> None:
    done = cbec("ior", dossier, "--on", "2026-11-23", "--late-to", "2026-12-31")
    said = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert "上海样例贸易有限公司 — importer of record (进口货物收货人)" in said
    assert "registered as enterprise (企业), registered in 北京市" in said
    assert "34,270.59 yuan for S-1, at import, no deferral; pay by 2026-11-25" in said
    assert "late fee for 36 days: 616.87 yuan" in said
    assert "IOR001 [S-2" in said
    assert "law: 商财发〔2018〕486号 第四条（一）" in said
    assert "1 party: 2 errors, 0 warnings" in said
    assert done.stderr == ""


def test_the_same_as_json(cbec: Run, dossier: Path, tmp_path: Path) -> None:
    assert cbec("ior", dossier, "--on", "2026-11-23", "--output", "cards.json").returncode == 1
    found = json.loads((tmp_path / "cards.json").read_text(encoding="utf-8"))
    assert (found["schema"], found["on"]) == ("cbec/ior/1", "2026-11-23")
    (card,) = found["parties"]
    assert card["name"] == "上海样例贸易有限公司"
    uscc, code = card["identifiers"]
    assert (uscc["kind"], uscc["code"], uscc["valid"], uscc["region_zh"]) == ("uscc", USCC, True, "北京市")
    assert (code["kind"], code["region_zh"]) == ("customs_code", "上海市")
    (bill,) = card["cash"]
    assert (bill["pay_by"], bill["taxes"]["total"], bill["taxes"]["vat"]) == ("2026-11-25", "34270.59", None)
    assert {each["code"] for each in found["findings"]} == {"IOR001", "IOR005"}
    assert found["summary"] == {"parties": 1, "errors": 2, "warnings": 0, "notes": 0}
    assert any("withhold" not in duty["duty"] for duty in card["roles"][0]["duties"])


def test_a_supplement_seller_who_skipped_the_importer_check_sees_the_bill_before_it_comes(
    cbec: Run, table: Write
) -> None:
    orders = table(
        "order_no,mode,hs_code,name,qty,unit_price,origin",
        "V1,1210,2106909090,维生素片,100,300,DE",
        "V2,1210,2106909090,维生素片,1,300,DE",
    )
    options = ("--batch", orders, "--on", "2026-11-23")
    skipped = cbec("ior", "--uscc", USCC, "--mode", "1210", *options)
    assert skipped.returncode == 1
    said = " ".join(skipped.stdout.split())
    assert "7,968.00 yuan of duty, VAT and consumption tax fall due at import, with no deferral" in said
    assert "no importer of record (进口货物收货人) is named who pays it" in said
    checked = cbec("ior", "--uscc", USCC, "--mode", "0110", *options)
    assert checked.returncode == 0
    assert "1 order refused and in neither sum; in general trade 7,968.00 yuan would fall due at import" in " ".join(
        checked.stdout.split()
    )


def test_orders_and_their_costing_front_the_same_cash(cbec: Run, table: Write, tmp_path: Path) -> None:
    heading = "order_no,mode,hs_code,qty,unit_price,origin"
    orders = table(heading, "G1,0110,2106909090,100,200,DE", "C1,1210,2106909090,1,300,DE")
    assert cbec("landed-cost", orders, "--on", "2026-11-23", "--output", "cost.json").returncode == 0
    options = ("--on", "2026-11-23", "--released", "2026-10-01", "--format", "json")
    said = [
        json.loads(cbec("ior", "--uscc", USCC, "--batch", batch, *options).stdout)
        for batch in (orders, tmp_path / "cost.json")
    ]
    for found in said:
        del found["cash"]["source"], found["files"]
    assert said[0] == said[1]
    assert said[0]["cash"]["due_at_import"] == {
        "total": "5312.00",
        "duty": "2400.00",
        "consumption_tax": "0.00",
        "vat": "2912.00",
    }
    (unpaid,) = said[0]["unpaid"]
    assert (unpaid["pay_from"], unpaid["pay_by"]) == ("2026-11-01", "2026-11-15")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "one of FILE and --uscc or --customs-code is needed"),
        (("absent.xlsx",), "absent.xlsx"),
        (("--uscc", USCC, "--mode", "9710"), "exports only"),
        (("--uscc", USCC, "--mode", "1"), "not a mode"),
        (("--uscc", USCC, "--on", "2026-02-30"), "--on 2026-02-30: not a day"),
        (("--uscc", USCC, "--released", "soon"), "--released soon: not a day"),
        (("--uscc", USCC, "--late-to", "31.12.2026"), "--late-to 31.12.2026: not a day"),
        (("--uscc", USCC, "--batch", "absent.json"), "absent.json"),
        (("--uscc", USCC, "--format", "pdf"), "unknown format 'pdf'"),
        (("--uscc", USCC, "--output", "cards.doc"), "cannot tell the format"),
    ],
)
def test_what_stops_it_is_one_line(cbec: Run, words: tuple[str, ...], says: str) -> None:
    done = cbec("ior", *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_wrong_code_is_told_without_a_dossier(cbec: Run) -> None:
    done = cbec("ior", "--uscc", "91110000600037342L", "--mode", "0110")
    assert done.returncode == 1
    assert "IOR002" in done.stdout


def test_neither_parties_nor_shipments(cbec: Run, table: Write) -> None:
    done = cbec("ior", table("type,number", "health_certificate,HC-1"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "neither parties nor shipments" in done.stderr


# -- deadlines ----------------------------------------------------------------------------------------------------


def test_the_most_urgent_day_first(cbec: Run, dossier: Path) -> None:
    done = cbec("deadlines", dossier, "--on", "2026-11-28")
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("S-")]
    assert [line.split()[0] for line in lines[:2]] == ["S-2", "S-1"]
    assert "late fee (滞纳金)" in " ".join(done.stdout.split())
    assert "day 1 is taken as the day after release" in " ".join(done.stdout.split())
    assert "2 overdue" in done.stdout


def test_deadlines_as_json_csv_and_calendar(cbec: Run, table: Write, tmp_path: Path) -> None:
    path = table(HEADING, "S-1,0110,2026-11-09,2026-11-20,,甲,655000,100000", "S-2,1210,,,2026-11-20,,,", name="s.csv")
    for name in ("days.json", "days.csv", "days.ics"):
        assert cbec("deadlines", path, "--on", "2026-11-23", "--output", name).returncode == 0
    told = json.loads((tmp_path / "days.json").read_text(encoding="utf-8"))
    assert told["schema"] == "cbec/deadlines/1"
    assert [(each["shipment_id"], each["kind"], each["day"], each["state"]) for each in told["deadlines"]] == [
        ("S-1", "payment", "2026-12-07", "open"),
        ("S-2", "return application", "2026-12-20", "open"),
        ("S-2", "return arrival", "2027-01-04", "open"),
        ("S-2", "settlement", "2027-01-04", "not yet"),
        ("S-1", "declaration", "2026-11-23", "done"),
    ]
    assert told["summary"] == {"shipments": 2, "deadlines": 5, "late": 0, "open": 3, "not_yet": 1, "unknown": 0}
    rows = list(csv.DictReader(io.StringIO((tmp_path / "days.csv").read_text(encoding="utf-8"))))
    assert [row["day"] for row in rows] == [each["day"] for each in told["deadlines"]]
    calendar = Calendar.from_ical((tmp_path / "days.ics").read_bytes())
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert set(events) == {
        "S-1: pay the tax (缴税期限)",
        "S-2: apply for returns (退货申请期限)",
        "S-2: returned goods back (退货运抵期限)",
        "S-2: pay the tax of CBEC orders (税款汇总缴纳期)",
    }
    assert "2026-12-05 is a day off" in str(events["S-1: pay the tax (缴税期限)"]["DESCRIPTION"])


@pytest.mark.parametrize(
    ("lines", "status", "says"),
    [
        (("mode,arrives_on", "0110,2026-11-09"), 2, "no column for shipment_id"),
        (("role,name", "importer,甲"), 2, "no table of shipments"),
        (("shipment_id,mode,arrives_on", "S-1,0110,2026-02-30"), 1, "DAT001"),
        (("shipment_id,mode,arrives_on", "S-1,9710,2026-11-09"), 1, "exports only"),
    ],
)
def test_bad_shipments(cbec: Run, table: Write, lines: tuple[str, ...], status: int, says: str) -> None:
    done = cbec("deadlines", table(*lines), "--on", "2026-11-10")
    assert done.returncode == status
    assert says in (done.stderr if status == 2 else done.stdout)


def test_a_report_never_replaces_what_it_was_made_from(cbec: Run, table: Write) -> None:
    path = table(HEADING, "S-1,0110,,,,,,", name="s.csv")
    done = cbec("deadlines", path, "--format", "csv", "--output", path)
    assert done.returncode == 2
    assert "is the file that is read" in done.stderr
