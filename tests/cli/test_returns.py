"""`cbec returns`: what it takes, what it says, how it ends, and what it does to a ledger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from returned import DECLARED, RETURNED, rows
from saved import KINDS, saved

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

ON = ("--on", "2026-10-25")
CHINESE = {
    "return_no": "退货单号",
    "order_no": "订单编号",
    "return_qty": "退货数量",
    "released_on": "放行日期",
    "applied_on": "退货申请日期",
    "arrived_on": "退货运抵日期",
    "place_from": "原监管场所",
    "place_to": "退货场所",
    "condition": "退货商品状态",
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBEC_LEDGER_KEY", "5e" * 32)
    for name in ("CBEC_LEDGER", "CBEC_LEDGER_KEY_FILE", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    return saved(tmp_path / "orders.csv", rows(DECLARED, [{}]))


def returned(folder: Path, *changes: Mapping[str, str], name: str = "returns.csv") -> Path:
    return saved(folder / name, rows(RETURNED, changes or [{}]))


def answer(cbec: Run, *words: str | Path, status: int = 0) -> dict[str, Any]:
    done = cbec("returns", *words, "--format", "json")
    assert (done.returncode, done.stderr) == (status, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_eligible_return_ends_with_status_0(cbec: Run, tmp_path: Path, orders: Path) -> None:
    done = cbec("returns", returned(tmp_path), "--original", orders, *ON)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Eligible: 1" in done.stdout
    assert "tax not levied 9.10; 100.00 back to 2026" in " ".join(done.stdout.split())


def test_a_late_return_ends_with_status_1(cbec: Run, tmp_path: Path, orders: Path) -> None:
    late = returned(tmp_path, {"applied_on": "2026-11-01"})
    assert answer(cbec, late, "--original", orders, *ON, status=1)["lines"][0]["codes"] == ["RET001"]
    assert cbec("returns", late, "--original", orders, *ON, "--fail-on", "never").returncode == 0
    assert cbec("returns", late, "--original", orders, *ON, "--ignore", "RET001").returncode == 0


def test_what_if_on_another_day(cbec: Run, tmp_path: Path, orders: Path) -> None:
    asked = returned(tmp_path, {"applied_on": "", "arrived_on": "", "condition": "", "place_to": ""})
    for day, status in (("2026-10-31", 0), ("2026-11-01", 1)):
        assert cbec("returns", asked, "--original", orders, "--on", day).returncode == status


def test_margin_of_days(cbec: Run, tmp_path: Path, orders: Path) -> None:
    away = returned(tmp_path, {"arrived_on": "", "condition": ""})
    for within, codes in (("20", []), ("21", ["RET009"])):
        found = answer(cbec, away, "--original", orders, "--on", "2026-10-25", "--within", within)
        assert found["lines"][0]["codes"] == codes


@pytest.mark.parametrize("kind", KINDS)
def test_any_table_with_chinese_or_english_headings(kind: str, cbec: Run, tmp_path: Path) -> None:
    orders = saved(tmp_path / f"orders.{kind}", rows(DECLARED, [{}]))
    chinese = [{CHINESE[name]: text for name, text in RETURNED.items()}]
    for name, table in (("en", rows(RETURNED, [{}])), ("zh", chinese)):
        file = saved(tmp_path / f"{name}.{kind}", table)
        (line,) = answer(cbec, file, "--original", orders, *ON)["lines"]
        assert (line["verdict"], line["tax_back"]) == ("eligible", "9.10")


def test_several_declarations_and_earlier_returns(cbec: Run, tmp_path: Path) -> None:
    first = saved(tmp_path / "a.csv", rows(DECLARED, [{"qty": "2"}]))
    second = saved(tmp_path / "b.csv", rows(DECLARED, [{"order_no": "A2"}]))
    table = returned(tmp_path, {"return_qty": "2"}, {"return_no": "R2", "order_no": "A2"})
    earlier = returned(tmp_path, {"return_no": "R0"}, name="earlier.csv")
    words = (table, "--original", first, "--original", second, *ON)
    assert [line["codes"] for line in answer(cbec, *words)["lines"]] == [[], []]
    found = answer(cbec, *words, "--earlier", earlier, status=1)
    assert [line["codes"] for line in found["lines"]] == [["RET004"], []]


def test_an_order_in_two_files_is_not_added_up(cbec: Run, tmp_path: Path, orders: Path) -> None:
    copy = saved(tmp_path / "copy.csv", rows(DECLARED, [{}]))
    (line,) = answer(cbec, returned(tmp_path), "--original", orders, "--original", copy, *ON)["lines"]
    assert (line["verdict"], line["missing"]) == ("undecided", ["which list is meant"])


def test_prices_with_tax_are_refunded_as_they_are(cbec: Run, tmp_path: Path) -> None:
    orders = saved(tmp_path / "orders.csv", rows(DECLARED, [{"unit_price": "109.10"}]))
    table = returned(tmp_path, {"refund": "109.10"})
    (line,) = answer(cbec, table, "--original", orders, "--price-includes-tax", *ON)["lines"]
    assert (line["codes"], line["tax_back"], line["quota_back"]) == ([], "9.10", "100.00")
    (other,) = answer(cbec, table, "--original", orders, *ON)["lines"]
    assert other["codes"] == ["RET010"]


def test_own_headings_are_mapped(cbec: Run, tmp_path: Path) -> None:
    orders = saved(tmp_path / "o.csv", [{("Menge" if k == "qty" else k): v for k, v in DECLARED.items()}])
    table = saved(tmp_path / "r.csv", [{("Stück" if k == "return_qty" else k): v for k, v in RETURNED.items()}])
    words = ("--map", "Stück=return_qty", "--original-map", "Menge=qty")
    assert answer(cbec, table, "--original", orders, *words, *ON)["lines"][0]["verdict"] == "eligible"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "no declarations to hold the returns against; add --original FILE, or --ledger FILE"),
        (("--original", "orders.csv", "--post"), "--post without --ledger"),
        (("--original", "gone.csv"), "gone.csv"),
        (("--original", "orders.csv", "--on", "tomorrow"), "--on tomorrow: not a day"),
        (("--original", "orders.csv", "--output", "returns.csv"), "is the file that is read"),
        (("--original", "orders.csv", "--format", "pdf"), "unknown format 'pdf'"),
        (("--original", "orders.csv", "--ledger", "gone.sqlite"), "gone.sqlite"),
        (("--original", "orders.csv", "--select", "RET999"), "RET999"),
        (("--original", "returns.csv"), "no column for hs_code"),
        (("--original", "orders.csv", "--earlier", "bad.csv"), "bad.csv, row 2, return_qty"),
    ],
)
def test_what_cannot_run_says_why_in_one_line(words: Sequence[str], told: str, cbec: Run, tmp_path: Path) -> None:
    saved(tmp_path / "orders.csv", rows(DECLARED, [{}]))
    returned(tmp_path)
    returned(tmp_path, {"return_qty": "x"}, name="bad.csv")
    done = cbec("returns", "returns.csv", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_reports_into_files_say_how_it_ended(cbec: Run, tmp_path: Path, orders: Path) -> None:
    done = cbec("returns", returned(tmp_path), "--original", orders, *ON, "-o", "a.json", "-o", "b.md", "-o", "c.sarif")
    assert (done.returncode, done.stdout) == (0, "")
    assert "a.json, b.md, c.sarif: 1 line eligible; tax not levied or refunded 9.10" in done.stderr.replace("\n", " ")
    assert all((tmp_path / name).stat().st_size for name in ("a.json", "b.md", "c.sarif"))


def test_a_baseline_makes_known_findings_pass(cbec: Run, tmp_path: Path, orders: Path) -> None:
    late = returned(tmp_path, {"applied_on": "2026-11-01"})
    words = ("returns", late, "--original", orders, *ON)
    assert cbec(*words, "--write-baseline", "known.json").returncode == 0
    done = cbec(*words, "--baseline", "known.json")
    assert done.returncode == 0
    assert "known from the baseline" in done.stdout
    assert "Not eligible: 1" in done.stdout


# -- the ledger --------------------------------------------------------------------------------------------------------


@pytest.fixture
def book(cbec: Run, orders: Path) -> Path:
    assert cbec("ledger", "init", "--ledger", "quota.sqlite").returncode == 0
    assert cbec("ledger", "post", orders, "--ledger", "quota.sqlite").returncode == 0
    return orders.parent / "quota.sqlite"


def used(cbec: Run, book: Path, year: int) -> str:
    done = cbec(
        *("ledger", "status", "--ledger", book, "--buyer", DECLARED["buyer_id"], "--year", str(year)),
        *("--format", "json"),
    )
    found = json.loads(done.stdout)
    return str(found["buyers"][0]["used"])


def states(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["state"], each["amount"]) for each in found["ledger"]]


def test_without_post_nothing_is_given_back(cbec: Run, tmp_path: Path, orders: Path, book: Path) -> None:
    found = answer(cbec, returned(tmp_path), "--original", orders, "--ledger", book, *ON)
    assert states(found) == [("to post", "100.00")]
    assert used(cbec, book, 2026) == "100.00"


def test_a_return_posted_twice_counts_once(cbec: Run, tmp_path: Path, orders: Path, book: Path) -> None:
    words = (returned(tmp_path), "--original", orders, "--ledger", book, "--post", *ON)
    assert states(answer(cbec, *words)) == [("posted", "100.00")]
    assert used(cbec, book, 2026) == "0.00"
    assert states(answer(cbec, *words)) == [("posted before", "100.00")]
    assert used(cbec, book, 2026) == "0.00"
    assert cbec("ledger", "verify", "--ledger", book).returncode == 0


def test_partial_returns_restore_the_whole_order(cbec: Run, tmp_path: Path) -> None:
    orders = saved(tmp_path / "orders.csv", rows(DECLARED, [{"qty": "3", "unit_price": "", "total_price": "100.00"}]))
    assert cbec("ledger", "init", "--ledger", "q.sqlite").returncode == 0
    assert cbec("ledger", "post", orders, "--ledger", "q.sqlite").returncode == 0
    made: list[dict[str, str]] = []
    for number, left in (("R1", "66.67"), ("R2", "33.33"), ("R3", "0.00")):
        row = {"return_no": number}
        words: list[str | Path] = [returned(tmp_path, row), "--original", orders, "--ledger", "q.sqlite", "--post", *ON]
        if made:
            words += ["--earlier", returned(tmp_path, *made, name="earlier.csv")]
        assert states(answer(cbec, *words))[0][0] == "posted"
        assert used(cbec, tmp_path / "q.sqlite", 2026) == left
        made.append(row)


def test_a_return_after_the_end_of_the_year_restores_the_old_one(cbec: Run, tmp_path: Path) -> None:
    """The whole annual limit used in December 2026, given back in January; nothing happens to 2027."""
    parts = ["5000.00"] * 5 + ["1000.00"]
    declared = [
        {"order_no": f"D{i}", "unit_price": price, "order_date": "2026-12-31", "declared_on": "2027-01-02"}
        for i, price in enumerate(parts)
    ]
    orders = saved(tmp_path / "orders.csv", rows(DECLARED, declared))
    assert cbec("ledger", "init", "--ledger", "q.sqlite").returncode == 0
    assert cbec("ledger", "post", orders, "--ledger", "q.sqlite").returncode == 0
    assert used(cbec, tmp_path / "q.sqlite", 2026) == "26000.00"
    days = {"released_on": "2027-01-03", "applied_on": "2027-01-10", "arrived_on": "2027-01-20"}
    table = returned(tmp_path, *({**days, "order_no": f"D{i}", "return_no": f"R{i}"} for i in range(6)))
    found = answer(cbec, table, "--original", orders, "--ledger", "q.sqlite", "--post", "--on", "2027-01-25")
    assert {each["year"] for each in found["ledger"]} == {2026}
    assert found["summary"]["quota_back"] == "26000.00"
    assert used(cbec, tmp_path / "q.sqlite", 2026) == "0.00"
    assert used(cbec, tmp_path / "q.sqlite", 2027) == "0.00"


def test_what_is_not_in_the_ledger_is_not_posted_and_fails(cbec: Run, tmp_path: Path, book: Path) -> None:
    other = saved(tmp_path / "other.csv", rows(DECLARED, [{"order_no": "A7"}]))
    table = returned(tmp_path, {"order_no": "A7"})
    found = answer(cbec, table, "--original", other, "--ledger", book, "--post", *ON, status=1)
    assert states(found) == [("not posted", "100.00")]
    assert "is not in the ledger" in found["ledger"][0]["why"]


def test_the_ledger_holds_an_earlier_return_against_the_next(
    cbec: Run, tmp_path: Path, orders: Path, book: Path
) -> None:
    words = ("--original", orders, "--ledger", book, "--post", *ON)
    assert cbec("returns", returned(tmp_path), *words).returncode == 0
    again = returned(tmp_path, {"return_no": "R2"}, name="again.csv")
    found = answer(cbec, again, *words, status=1)
    assert found["lines"][0]["codes"] == ["RET008"]
    assert found["ledger"] == []


def test_a_ledger_alone_knows_orders_and_days_but_no_lines(cbec: Run, tmp_path: Path, book: Path) -> None:
    named = {"ebp_code": "EBP1"}
    table = returned(
        tmp_path, named, {**named, "return_no": "R2", "applied_on": "2026-11-01"}, {**named, "order_no": "A9"}
    )
    found = answer(cbec, table, "--ledger", book, *ON, status=1)
    assert [(line["verdict"], line["codes"]) for line in found["lines"]] == [
        ("undecided", ["RET005"]),
        ("not eligible", ["RET001", "RET005"]),
        ("not eligible", ["RET005"]),
    ]
    assert found["lines"][0]["missing"] == ["which line is meant"]
    assert found["originals"] == {"files": [], "lines": 0}
    assert "give the declaration with --original" in cbec("returns", table, "--ledger", book, *ON).stdout
    assert cbec("ledger", "reverse", "A1", "--platform", "EBP1", "--ledger", book).returncode == 0
    assert "RET008" in answer(cbec, table, "--ledger", book, *ON, status=1)["lines"][0]["codes"]


def test_no_id_number_in_any_report_or_in_the_ledger(cbec: Run, tmp_path: Path, orders: Path, book: Path) -> None:
    table = returned(tmp_path, {"reason": f"buyer {DECLARED['buyer_id']}"})
    words = (table, "--original", orders, "--ledger", book, "--post", *ON)
    for format_ in ("json", "csv", "markdown", "table", "sarif", "junit", "github", "gitlab", "ics"):
        done = cbec("returns", *words, "--format", format_)
        assert DECLARED["buyer_id"] not in done.stdout + done.stderr
    assert DECLARED["buyer_id"].encode() not in book.read_bytes()


# -- in money ----------------------------------------------------------------------------------------------------------

COSTS = """
[returns]
resale = "80"
[returns.grades]
A = "50"
[returns.costs]
freight_local = {per = "line", amount = "12.00"}
handling_fee = {per = "unit", amount = "1.005"}
"""


def test_costs_of_the_configuration_name_the_cheapest_option(cbec: Run, tmp_path: Path, orders: Path) -> None:
    """100.00 x 80 % x 50 % + 9.10 - 1.01; the freight in is spent."""
    (tmp_path / "cbec.toml").write_text(COSTS, encoding="utf-8")
    table = returned(tmp_path, {"grade": "A"})
    found = answer(cbec, table, "--original", orders, "--config", tmp_path / "cbec.toml", *ON)
    best = found["lines"][0]["economics"]["best"]
    assert best == {"option": "return", "way": "stock", "outcome": "48.09"}
    assert found["economics"]["loss_avoided"] == "36.09"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[returns]\nresale = 60", "returns.resale: 60 is not text"),
        ("[returns.grades]\nA = '101'", "returns.grades.A: '101' is not between 0 and 100"),
        ("[returns.costs]\nfreight = {per = 'line', amount = '1'}", "returns.costs.freight: unknown key, nearest is"),
        ("[returns.costs.handling_fee]\nper = 'box'\namount = '1'", "returns.costs.handling_fee.per:"),
        ("[returns.costs.handling_fee]\nper = 'line'\namount = '-1'", "returns.costs.handling_fee.amount:"),
        ("[returns.costs.handling_fee]\nper = 'line'\namount = 1.5", "returns.costs.handling_fee.amount:"),
        ("resale = '60'", "it belongs into the table [returns]"),
    ],
)
def test_a_wrong_key_of_the_configuration_is_named(
    text: str, said: str, cbec: Run, tmp_path: Path, orders: Path
) -> None:
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    done = cbec("returns", returned(tmp_path), "--original", orders, "--config", tmp_path / "wrong.toml", *ON)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_workbook_needs_a_file_and_takes_no_input(cbec: Run, tmp_path: Path, orders: Path) -> None:
    words = ("returns", returned(tmp_path), "--original", orders, *ON)
    assert "cannot be written to the screen" in cbec(*words, "--format", "xlsx").stderr
    assert cbec(*words, "--output", orders).returncode == 2
    assert cbec(*words, "--output", tmp_path / "judged.xlsx").returncode == 0
    assert (tmp_path / "judged.xlsx").read_bytes()[:2] == b"PK"
