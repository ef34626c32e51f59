"""`cbec ledger` as people and programs use it; and that no ID number is ever repeated."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from batches import KEY, PEOPLE, write_batch

if TYPE_CHECKING:
    from collections.abc import Callable

LI, HAN = PEOPLE[:2]
HEADING = "order_no,buyer_id,buyer_name,order_date,hs_code,qty,unit_price,origin"


@pytest.fixture
def orders(cbec: Callable[..., Any], table: Callable[..., Path]) -> Path:
    """A ledger with three orders of two buyers, and their file."""
    assert cbec("init").returncode == 0
    file = table(
        HEADING,
        f"A1,{LI},李雷,2026-03-01,8510100000,1,20000.00,JP",
        f"A2,{LI},李雷,2026-03-02,8510100000,1,5000.00,JP",
        f"A3,{HAN},韩梅梅,2026-03-02,8510100000,1,120.50,JP",
    )
    assert cbec("post", file).returncode == 0
    return file


def said(done: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_init_makes_the_ledger_and_its_key(
    cbec: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CBEC_LEDGER_KEY")
    done = cbec("init")
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "none was given; set CBEC_LEDGER_KEY" in done.stderr
    done = cbec("init", "--ledger", "q.sqlite", "--key-file", "q.key")
    assert done.returncode == 0
    assert Path("q.key").read_text(encoding="ascii").strip() not in done.stdout
    assert cbec("verify", "--ledger", "q.sqlite", "--key-file", "q.key").returncode == 0
    done = cbec("init", "--ledger", "q.sqlite", "--key-file", "other.key")
    assert (done.returncode, Path("other.key").exists()) == (2, False)
    assert "there is such a file already" in done.stderr
    assert cbec("init", "--ledger", "r.sqlite", "--key-file", "q.key").returncode == 0


def test_post_tells_what_became_of_the_orders(cbec: Callable[..., Any], orders: Path) -> None:
    done = cbec("post", orders)
    assert "3 orders: 0 posted, CNY 0.00; 3 posted before." in done.stdout
    text = orders.read_text(encoding="utf-8")
    orders.write_text(text.replace("5000.00", "4000.00").replace("A3", "A4"), encoding="utf-8")
    done = cbec("post", orders)
    assert done.returncode == 1
    assert "A2: posted with 5000.00 of 2026-03-02, offered now with 4000.00" in done.stdout
    assert "Nothing of this batch was posted." in done.stdout
    done = cbec("post", orders, "--replace")
    assert "3 orders: 1 posted, CNY 120.50; 1 posted before; 1 corrected." in done.stdout


def test_status_of_one_buyer_shows_the_orders(cbec: Callable[..., Any], orders: Path) -> None:
    done = cbec("status", "--buyer", LI, "--year", 2026)
    assert done.returncode == 0
    assert "110105********123X" in done.stdout
    assert "25,000.00" in done.stdout
    assert "1,000.00" in done.stdout
    found = said(cbec("status", "--buyer", LI.lower(), "--year", 2026, "--format", "json"))
    (buyer,) = found["buyers"]
    assert (found["limit"], buyer["used"], buyer["remaining"]) == ("26000.00", "25000.00", "1000.00")
    assert [(each["order_no"], each["counts"]) for each in buyer["orders"]] == [("A1", "20000.00"), ("A2", "5000.00")]
    assert said(cbec("status", "--buyer", "E99", "--format", "json"))["buyers"][0]["orders"] == []
    assert orders.exists()


def test_status_of_a_table_of_buyers(cbec: Callable[..., Any], orders: Path) -> None:
    done = cbec("status", "--buyers", orders, "--year", 2026, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["used"], row["remaining"]) for row in rows] == [("25000.00", "1000.00"), ("120.50", "25879.50")]
    assert cbec("status", "--buyers", orders, "-o", "s.json").returncode == 0
    assert json.loads(Path("s.json").read_text(encoding="utf-8"))["schema"] == "cbec/ledger-status/1"
    assert "one of --buyer ID and --buyers FILE" in cbec("status").stderr


def test_a_buyer_can_be_given_unseen(cbec: Callable[..., Any], orders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{LI}\n{HAN}\n"))
    assert len(said(cbec("status", "--buyer", "-", "--format", "json"))["buyers"]) == 2
    assert orders.exists()


def test_remaining_adds_columns_to_the_lines(cbec: Callable[..., Any], orders: Path) -> None:
    text = orders.read_text(encoding="utf-8")
    orders.write_text(text + f"A4,{LI},李雷,2026-04-01,8510100000,1,1000.01,JP\n", encoding="utf-8")
    done = cbec("remaining", orders, "-o", "left.csv")
    assert done.returncode == 1
    rows = list(csv.DictReader(io.StringIO(Path("left.csv").read_text(encoding="utf-8"))))
    assert [row["ledger_verdict"] for row in rows] == ["posted", "posted", "posted", "above the annual limit"]
    assert [row["ledger_remaining"] for row in rows] == ["1000.00", "1000.00", "25879.50", "1000.00"]
    assert {row["ledger_year"] for row in rows} == {"2026"}
    assert (rows[3]["order_no"], rows[3]["unit_price"], rows[3]["buyer_name"]) == ("A4", "1000.01", "李*")
    found = said(cbec("remaining", orders, "--format", "json"))
    assert found["orders"][3]["verdict"] == "above the annual limit"
    assert "4 orders: 3 posted; 1 above the annual limit." in cbec("remaining", orders).stdout


def test_remaining_shows_first_what_does_not_fit(cbec: Callable[..., Any], table: Callable[..., Path]) -> None:
    cbec("init")
    lines = [f"A{i},{PEOPLE[i % 5]},x,2026-04-01,8510100000,1,{i}.00,JP" for i in range(1, 60)]
    file = table(HEADING, *lines, f"big,{PEOPLE[7]},x,2026-04-02,8510100000,2,25000,JP")
    shown = cbec("remaining", file).stdout
    assert "big" in shown
    assert "40 more: --all" in shown
    assert cbec("remaining", file, "--all").stdout.count("fits") == 60


def test_year_sums_up(cbec: Callable[..., Any], orders: Path) -> None:
    found = said(cbec("year", 2026, "--top", 1, "--format", "json"))
    assert (found["buyers"], found["orders"], found["amount"]) == (2, 3, "25120.50")
    assert found["shares"] == {"up to half": 1, "80 % to the limit": 1}
    assert found["months"] == {"2026-03": "25120.50"}
    assert [each["used"] for each in found["top"]] == ["25000.00"]
    assert "2026: 3 orders of 2 buyers, CNY 25,120.50" in cbec("year", 2026, "--top", 3).stdout
    assert said(cbec("year", 2018, "--format", "json"))["limit"] == "20000.00"
    assert cbec("year", 2010).returncode == 2
    assert orders.exists()


def test_reverse_gives_back(cbec: Callable[..., Any], orders: Path, table: Callable[..., Path]) -> None:
    done = cbec("reverse", "A1", "--amount", "5,000.00", "--return-no", "R1", "--on", "2027-01-15")
    assert done.stdout == "A1: 15,000.00 of 20,000.00 still counts to 2026.\n"
    assert cbec("reverse", "A1", "--amount", "5000", "--return-no", "R1").stdout == done.stdout
    listed = table("order_no", "A2", "A3", name="cancelled.csv")
    assert cbec("reverse", "--orders", listed, "--reason", "cancelled").returncode == 0
    found = said(cbec("year", 2026, "--format", "json"))
    assert (found["amount"], found["months"]["2027-01"]) == ("15000.00", "-5000.00")
    assert orders.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "no order named"),
        (["A9"], "order A9 is not in the ledger"),
        (["A1", "A2", "--return-no", "R"], "belong to one order"),
        (["A1", "--amount", "5"], "--amount without --return-no"),
        (["A1", "--amount", "much", "--return-no", "R"], "write it as 120.00"),
        (["A1", "--amount", "0", "--return-no", "R"], "nothing to give back"),
        (["A1", "--amount", "20000.01", "--return-no", "R"], "20000.01 cannot be given back"),
        (["A1", "--reason", "for 11010519491231002X"], "--reason holds an ID number"),
        (["A1", "--on", "soon"], "not a day"),
        (["11010519491231002X"], "an ID number stands where an order number should"),
        (["1.2E+17"], "a spreadsheet took it for a number"),
    ],
)
def test_what_cannot_be_reversed_is_told(cbec: Callable[..., Any], orders: Path, words: list[str], told: str) -> None:
    done = cbec("reverse", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert said(cbec("year", 2026, "--format", "json"))["amount"] == "25120.50"
    assert orders.exists()


def test_export_and_import_move_a_ledger(cbec: Callable[..., Any], orders: Path) -> None:
    assert cbec("export", "-o", "all.jsonl").returncode == 0
    assert cbec("init", "--ledger", "new.sqlite").returncode == 0
    done = cbec("import", "all.jsonl", "--ledger", "new.sqlite")
    assert done.stdout == "3 entries brought in; every seal holds.\n"
    assert cbec("export", "--ledger", "new.sqlite").stdout == Path("all.jsonl").read_text(encoding="utf-8")
    assert cbec("export", "--format", "csv").stdout.count("\n") == 4
    assert "is the file that is read" in cbec("export", "-o", "cbec-ledger.sqlite", "--format", "csv").stderr
    assert orders.exists()


def test_opening_balances_count_once(cbec: Callable[..., Any], orders: Path, table: Callable[..., Path]) -> None:
    balances = table("buyer_id,year_to_date", f"{LI},100.00", f"{PEOPLE[4]},25999.99", f"{LI},100.00", name="b.csv")
    assert "balances of which year?" in cbec("import", balances).stderr
    for _ in range(2):
        assert cbec("import", balances, "--year", 2026, "--platform", "OLD").returncode == 0
    found = said(cbec("status", "--buyers", balances, "--year", 2026, "--format", "json"))
    assert [each["used"] for each in found["buyers"]] == ["25100.00", "25999.99"]
    balances.write_text(balances.read_text(encoding="utf-8").replace("100.00", "90.00"), encoding="utf-8")
    done = cbec("import", balances, "--year", 2026, "--platform", "OLD")
    assert (done.returncode, "offered now with 90.00" in done.stdout) == (1, True)
    assert cbec("import", balances, "--year", 2026, "--platform", "OLD", "--replace").returncode == 0
    found = said(cbec("status", "--buyers", balances, "--year", 2026, "--format", "json"))
    assert [each["used"] for each in found["buyers"]] == ["25090.00", "25999.99"]
    assert orders.exists()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((f"{LI},1", f"{LI},2"), "rows 2 and 3: the same buyer with two amounts"),
        ((f"{LI},", f"{HAN},1"), "row 2: no buyer or no amount"),
        ((f"{LI},much",), "row 2, year_to_date"),
        (("110105********123X,1",), "row 2: the ID number is masked"),
    ],
)
def test_balances_that_are_not_clear_are_not_brought_in(
    cbec: Callable[..., Any], orders: Path, table: Callable[..., Path], lines: tuple[str, ...], told: str
) -> None:
    done = cbec("import", table("buyer_id,year_to_date", *lines, name="b.csv"), "--year", 2026)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert said(cbec("year", 2026, "--format", "json"))["amount"] == "25120.50"
    assert orders.exists()


def test_verify_tells_what_is_wrong(cbec: Callable[..., Any], orders: Path, place: Path) -> None:
    done = cbec("verify")
    assert (done.returncode, "3 entries of 2 buyers: every seal and every total holds." in done.stdout) == (0, True)
    head = done.stdout.split()[-1].rstrip(".")
    cbec("reverse", "A3")
    assert cbec("verify", "--head", head).returncode == 0
    with closing(sqlite3.connect(place)) as db, db:
        db.execute("UPDATE totals SET fen = fen - 1")
    done = cbec("verify")
    assert done.returncode == 1
    assert "the total says" in done.stdout
    assert "use the last backup" in done.stdout
    assert said(cbec("verify", "--format", "json"))["problems_found"] == 2
    assert orders.exists()


def test_a_damaged_ledger_has_a_way_back(cbec: Callable[..., Any], place: Path, tmp_path: Path) -> None:
    cbec("init")
    files = [write_batch(tmp_path / f"{number}.csv", number) for number in range(8)]
    for file in files:
        assert cbec("post", file).returncode == 0
    whole = said(cbec("year", 2026, "--format", "json"))
    raw = bytearray(place.read_bytes())
    raw[len(raw) // 8 * 6 // 4096 * 4096 :] = bytes(len(raw) - len(raw) // 8 * 6 // 4096 * 4096)
    place.write_bytes(raw)
    done = cbec("export", "-o", "saved.jsonl")
    assert (done.returncode, "damaged" in done.stderr) == (1, True)
    cbec("init", "--ledger", "new.sqlite")
    assert cbec("import", "saved.jsonl", "--ledger", "new.sqlite").returncode == 2
    assert cbec("import", "saved.jsonl", "--ledger", "new.sqlite", "--incomplete").returncode == 0
    for file in files:
        assert cbec("post", file, "--ledger", "new.sqlite").returncode == 0
    assert said(cbec("year", 2026, "--ledger", "new.sqlite", "--format", "json")) == whole


def test_backup_forget_and_rekey(cbec: Callable[..., Any], orders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "copy.sqlite holds all 3 entries" in cbec("backup", "copy.sqlite").stdout
    assert cbec("verify", "--ledger", "copy.sqlite").returncode == 0
    assert cbec("forget", "--buyer", HAN).stdout == "The buyer is forgotten.\n"
    assert cbec("forget", "--buyer", HAN).stdout == "The ledger does not know this buyer.\n"
    done = cbec("rekey", "--new-key-file", "new.key")
    assert "From now on the key is that of new.key" in done.stdout
    assert "the key is not the one of this ledger" in cbec("verify").stderr
    monkeypatch.setenv("CBEC_LEDGER_KEY_FILE", "new.key")
    assert cbec("verify").returncode == 0
    assert "one this ledger had before" in cbec("rekey", "--new-key-file", "new.key").stderr
    assert "posted before" in cbec("post", orders).stdout


@pytest.mark.parametrize("buyer", ["1.10105E+17", "110105199001011000", "110105********123X", "", "  ", "a\x07b"])
def test_what_is_no_id_is_told_without_repeating_it(cbec: Callable[..., Any], orders: Path, buyer: str) -> None:
    for words in (("status", "--buyer", buyer), ("forget", "--buyer", buyer)):
        done = cbec(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert not buyer.strip() or buyer not in done.stderr
    assert orders.exists()


def test_a_format_that_is_none_is_told(cbec: Callable[..., Any], orders: Path) -> None:
    for words in (("year", 2026), ("verify",), ("post", orders), ("export",), ("status", "--buyer", LI)):
        done = cbec(*words, "--format", "xml")
        assert (done.returncode, "unknown format 'xml'" in done.stderr) == (2, True)


def test_no_command_repeats_an_id_or_leaves_it_in_a_file(
    cbec: Callable[..., Any], orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: Callable[..., Path]
) -> None:
    """Whatever is done, well or badly; only the user's own input holds the IDs."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    bad = table(
        HEADING,
        f"B1,{LI},李雷,2026-03-01,8510100000,1,much,JP",
        f"B2,{HAN},韩梅梅,,8510100000,1,1,JP",
        f"B3,{LI},李雷,2026-03-01,8510100000,9,25999,JP",
        f"A1,{HAN},韩梅梅,2026-03-01,8510100000,1,20000.00,JP",
        name="bad.csv",
    )
    wrong = table("buyer_id,year_to_date", f"{LI},x", name="wrong.csv")
    done = [
        cbec(*words)
        for words in (
            ("post", bad), ("post", bad, "--format", "json"), ("post", bad, "--replace"), ("post", bad, "--released"),
            ("remaining", bad), ("remaining", bad, "--all"), ("remaining", bad, "--format", "json"),
            ("remaining", bad, "-o", "r.csv"), ("remaining", orders, "-o", "r.json"),
            ("status", "--buyer", LI), ("status", "--buyer", LI, "--format", "json"), ("status", "--buyers", orders),
            ("status", "--buyers", orders, "-o", "s.csv"), ("year", 2026, "--top", 9),
            ("import", wrong, "--year", 2026),
            ("export", "-o", "e.jsonl"), ("export", "-o", "e.csv"), ("backup", "b.sqlite"), ("verify",),
            ("reverse", "A1", LI), ("forget", "--buyer", LI), ("status", "--buyer", LI, "--ledger", "none.sqlite"),
            ("status", "--buyer", LI, "--key-file", "none.key"), ("rekey", "--new-key-file", "k.key"),
        )
    ]  # fmt: skip
    personal = (LI, HAN, "李雷", "韩梅梅", KEY)
    for each in done:
        if each.args[:2] == ("reverse", "A1"):
            continue  # an order number of the user's own making is repeated
        assert not [text for text in personal if text in each.stdout + each.stderr], each.args
    own = {orders, bad, wrong}
    for path in tmp_path.rglob("*"):
        if path.is_file() and path not in own:
            content = path.read_bytes()
            assert not [text for text in personal if text.encode() in content], path


def test_help_of_every_command_names_the_key(cbec: Callable[..., Any]) -> None:
    commands = "init post status remaining year reverse export import verify backup forget rekey"
    for name in commands.split():
        done = cbec(name, "--help")
        assert done.returncode == 0
        assert "CBEC_LEDGER_KEY" in done.stdout
