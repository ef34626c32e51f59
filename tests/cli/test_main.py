"""What every command owes its user: an exit status, one line when it cannot run, and no trace of a run that failed."""

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import cbec_cli

Run = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., subprocess.Popen[bytes]]
Write = Callable[..., Path]

COMMANDS = ("landed-cost", "quote", "hs", "law", "template")
HEADING = "order_no,line_no,hs_code,qty,unit_price,origin"
LINE = "A1,1,1901101090,2,100.00,NZ"
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600

TINY_SPOOL = """
import sys
from cbec_cli.tables import spool
spool.Spool.__init__.__defaults__ = (0,)
from cbec_cli.__main__ import main
main()
"""
"""Every chunk goes to disk at once, as it does in a file of millions of lines."""


def width(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line)


def zipped(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that cannot run."""
    assert (done.returncode, done.stdout) == (2, ""), done
    assert re.fullmatch(r"cbec: [^\n]+\n", done.stderr), done.stderr
    return done.stderr


# -- asking for help ------------------------------------------------------------------------------------------------


def test_the_version(cbec: Run) -> None:
    done = cbec("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"cbec {cbec_cli.__version__}\n", "")


def test_help_names_every_command_and_the_first_step(cbec: Run) -> None:
    done = cbec("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)
    assert "cbec template orders" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_for_users_not_for_programmers(cbec: Run, command: str) -> None:
    done = cbec(command, "--help")
    assert done.returncode == 0
    assert re.search(rf"Usage: .*cbec {command} ", done.stdout)
    assert not re.search(r"Raises|CannotRun|Traceback", done.stdout)
    assert max(map(width, done.stdout.splitlines())) <= 80


def test_no_command_shows_the_help(cbec: Run) -> None:
    assert "landed-cost" in cbec().stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["costs"], "No such command 'costs'"),
        (["landed-cost"], "Missing argument 'FILE"),
        (["landed-cost", "orders.csv", "--rout", "cbec"], "No such option: --rout"),
        (["quote", "3304990029"], "Missing argument 'VALUE'"),
        (["template", "invoices"], "is not one of 'orders'"),
        (["hs", "1901", "--limit", "0"], "--limit"),
    ],
)
def test_wrong_words_are_said_in_one_line(cbec: Run, words: list[str], said: str) -> None:
    done = cbec(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "; see cbec " in done.stderr


# -- cannot run -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "orders.xlsx: empty; give a table with a heading row and order lines"),
        (b"\n\n \n", "empty"),
        (b"%PDF-1.7\n%...", "not a table but a PDF; open it in a spreadsheet program"),
        (bytes(range(256)) * 8, "not a table"),
        (ENCRYPTED, "the workbook is encrypted; open it with its password"),
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped(**{"xl/workbook.xml": "<workbook"}), "damaged"),
        (b"dear customs,\nplease find attached\n", "no column for hs_code"),
    ],
)
def test_a_file_that_is_no_table(cbec: Run, content: bytes, said: str) -> None:
    Path("orders.xlsx").write_bytes(content)
    told = one_line(cbec("landed-cost", "orders.xlsx", "--output", "out.csv"))
    assert "orders.xlsx: " in told
    assert said in told
    assert [path.name for path in Path().iterdir()] == ["orders.xlsx"]


def test_a_file_that_is_not_there_and_a_folder(cbec: Run) -> None:
    Path("folder").mkdir()
    assert one_line(cbec("landed-cost", "absent.xlsx")).endswith(
        "there is no such file; check the name and the folder\n"
    )
    assert one_line(cbec("landed-cost", "folder")).endswith("this is a folder; name the file in it\n")


def test_a_missing_column_names_the_columns_found_and_the_nearest(cbec: Run, table: Write) -> None:
    told = one_line(cbec("landed-cost", table("order_no,hs_kode,qty,unit_price", "A1,1901101090,2,100")))
    assert "no column for hs_code (商品编码)" in told
    assert "the columns found are order_no, hs_kode, qty, unit_price" in told
    assert "the nearest is --map 'hs_kode=hs_code'" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--route", "sea"], "; use one of auto, cbec, general-trade, parcel"),
        (["--allocate", "mood"], "; use one of value, quantity, weight"),
        (["--format", "pdf"], "use one of table, json, csv, xlsx, parquet"),
        (["--format", "xlsx"], "add --output FILE.xlsx"),
        (["--output", "costed.pdf"], "cannot tell the format from the name 'costed.pdf'; add --format"),
        (["--on", "2026-02-30"], "--on 2026-02-30: not a day; write it as 2026-11-23"),
        (["--fx", "USD"], "write --fx USD=7.0855"),
        (["--fx", "USD=seven"], "'seven' is not a rate"),
        (["--fx", "USD=0"], "a rate is above zero"),
        (["--fx", "QQQ=7"], "'QQQ' is not a currency"),
        (["--fx-file", "absent.csv"], "absent.csv: cannot be read"),
        (["--additional-duty", "US"], "write --additional-duty NAME=VALUE"),
        (["--additional-duty", "US=ten"], "'ten' is not a plain decimal number"),
        (["--additional-duty", "Atlantis=10"], "Atlantis: not a country"),
        (["--map", "hs_code"], "write --map NAME=VALUE"),
        (["--map", "Code=hs_code"], "there is no heading 'Code'; the headings are: "),
        (["--map", "qty=hs_kode"], "there is no column 'hs_kode'; use one of: hs_code"),
        (["--sheet", "2"], "this file has no sheets; leave --sheet out"),
        (["--config", "absent.toml"], "absent.toml: cannot be read"),
        (["--amendments", "absent.csv"], "absent.csv"),
        (["--explain", "A9"], "no such order; nearest: A1"),
        (["--explain", "A1/7"], "the order has no line 7; its lines: 1"),
    ],
)
def test_an_option_that_cannot_be_used_says_what_can(cbec: Run, table: Write, words: list[str], said: str) -> None:
    assert said in one_line(cbec("landed-cost", table(HEADING, LINE), *words))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[cost.broker]\n", "cost: unknown key, nearest is 'costs'"),
        ("[law]\nfull_tax_waver = true\n", "law.full_tax_waver: unknown key, nearest is 'full_tax_waiver'"),
        ('[costs.broker]\nper = "box"\namount = "3"\n', "costs.broker: per = 'box'; use one of order, line, unit, kg"),
        ('[costs.broker]\nper = "order"\namount = 3.5\n', "costs.broker.amount: "),
        ('[costs.broker]\nper = "order"\namount = "-3"\n', "costs.broker: amount is below zero"),
        ('[costs.broker]\nper = "order"\namount = "a lot"\n', "'a lot' is not a plain decimal number"),
        ("[costs\n", "not TOML: "),
    ],
)
def test_a_bad_configuration_names_its_fault(cbec: Run, table: Write, text: str, said: str) -> None:
    Path("cbec.toml").write_text(text, encoding="utf-8")
    told = one_line(cbec("landed-cost", table(HEADING, LINE)))
    assert "cbec.toml: " in told
    assert said in told


# -- output that cannot be written ----------------------------------------------------------------------------------


def test_an_output_that_cannot_be_written(cbec: Run, table: Write) -> None:
    orders = table(HEADING, LINE)
    Path("folder.csv").mkdir()
    for output, said in [
        ("none/out.csv", "cannot write none/out.csv: the folder does not exist; make the folder first"),
        ("folder.csv", "cannot write folder.csv: it is a folder; name a file"),
        ("orders.csv/out.csv", "cannot write orders.csv/out.csv: the folder is a file"),
    ]:
        assert said in one_line(cbec("landed-cost", orders, "--output", output))
    assert sorted(path.name for path in Path().iterdir()) == ["folder.csv", "orders.csv"]


@pytest.mark.parametrize("format_", ["table", "json", "csv", "xlsx", "parquet"])
def test_a_full_disk(cbec: Run, table: Write, format_: str) -> None:
    told = one_line(cbec("landed-cost", table(HEADING, LINE), "--output", "/dev/full", "--format", format_))
    assert "cannot write /dev/full: no room is left on the disk; free some space" in told


@pytest.mark.parametrize(
    "words", [["landed-cost", "orders.csv"], ["landed-cost", "orders.csv", "--format", "json"], ["law"], ["--help"]]
)
def test_a_full_disk_behind_standard_output(table: Write, words: list[str]) -> None:
    table(HEADING, LINE)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cbec_cli", *words], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert re.fullmatch(rb"cbec: [^\n]*No space left on device[^\n]*\n", done.stderr), done.stderr


def test_an_older_report_stays_when_the_run_fails(cbec: Run, table: Write) -> None:
    Path("out.json").write_text("old")
    orders = table("order_no,qty,unit_price", "A1,2,100")
    one_line(cbec("landed-cost", orders, "--output", "out.json"))
    assert Path("out.json").read_text() == "old"
    cbec("landed-cost", table(HEADING, LINE), "--output", "out.json")
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["totals"]["landed_cost"] == "218.20"
    assert sorted(path.name for path in Path().iterdir()) == ["orders.csv", "out.json"]


def test_a_refused_order_still_leaves_the_whole_report(cbec: Run, table: Write) -> None:
    done = cbec("landed-cost", table(HEADING, "A1,1,9503999999,2,100,NZ"), "--output", "out.json")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["orders"][0]["outcome"] == "refused"


# -- interrupted ----------------------------------------------------------------------------------------------------


@pytest.fixture
def long_orders(table: Write) -> Path:
    return table(HEADING, *(f"A{number // 3},{number % 3 + 1},1901101090,2,100.00,NZ" for number in range(250_000)))


def stopped(process: subprocess.Popen[bytes], ready: Callable[[], bool], stop: signal.Signals) -> tuple[int, str]:
    """Wait until the run is under way, stop it, and give its status and what it said."""
    until = time.monotonic() + 60
    while not ready() and process.poll() is None:
        assert time.monotonic() < until, "the run never got under way"
        time.sleep(0.005)
    process.send_signal(stop)
    printed, said = process.communicate(timeout=60)
    assert printed == b""
    return process.returncode, said.decode()


def half_written() -> bool:
    return any(path.stat().st_size > 0 for path in Path().glob(".*.part"))


@pytest.mark.parametrize("output", ["out.xlsx", "out.json", "out.csv"])
def test_ctrl_c_leaves_the_older_report_and_nothing_half_written(
    process: Start, long_orders: Path, output: str
) -> None:
    Path(output).write_text("old")
    status, said = stopped(process("landed-cost", long_orders, "-o", output), half_written, signal.SIGINT)
    assert status == 130
    assert said == "cbec: interrupted; nothing was written\n"
    assert Path(output).read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == sorted(["orders.csv", output, "scratch"])


def test_ctrl_c_leaves_no_temporary_files(process: Start, long_orders: Path) -> None:
    run = process("landed-cost", long_orders, "-o", "out.csv", program=("-c", TINY_SPOOL))
    status, _ = stopped(run, lambda: any(Path("scratch").glob("cbec-*/*")), signal.SIGINT)
    assert status == 130
    assert list(Path("scratch").iterdir()) == []


def test_being_told_to_end_leaves_nothing_half_written(process: Start, long_orders: Path) -> None:
    status, said = stopped(process("landed-cost", long_orders, "-o", "out.xlsx"), half_written, signal.SIGTERM)
    assert status in (143, -signal.SIGTERM)
    assert "Traceback" not in said
    assert sorted(path.name for path in Path().iterdir()) == ["orders.csv", "scratch"]


def test_an_error_after_reading_leaves_no_temporary_files(process: Start, table: Write) -> None:
    run = process("landed-cost", table(HEADING, LINE), "--explain", "A9", program=("-c", TINY_SPOOL))
    assert run.communicate(timeout=60)[1].startswith(b"cbec: --explain A9")
    assert run.returncode == 2
    assert list(Path("scratch").iterdir()) == []


@pytest.mark.parametrize("words", [["--format", "csv"], ["--format", "json"], ["--all"]])
def test_a_reader_that_has_seen_enough_is_no_error(process: Start, long_orders: Path, words: list[str]) -> None:
    run = process("landed-cost", long_orders, *words)
    assert run.stdout is not None
    assert run.stderr is not None
    assert run.stdout.readline().strip()
    run.stdout.close()
    assert run.stderr.read() == b""
    run.stderr.close()
    assert run.wait(timeout=60) == 0
    assert list(Path("scratch").iterdir()) == []


# -- the screen -----------------------------------------------------------------------------------------------------


def on_a_terminal(*words: str | Path, **environment: str) -> str:
    """What a terminal of 80 columns receives."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "cbec_cli", *map(str, words)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", **environment},
    ):
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    return shown.decode()


COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|38;[\d;]+|4[0-7]|9[0-7])m")


def test_no_color_is_honoured(table: Write) -> None:
    assert COLOUR.search(on_a_terminal("--help"))
    assert not COLOUR.search(on_a_terminal("--help", NO_COLOR="1"))
    assert not COLOUR.search(on_a_terminal("landed-cost", table(HEADING, LINE), NO_COLOR="1"))


def test_no_escape_reaches_a_pipe(cbec: Run, table: Write) -> None:
    assert "\x1b" not in cbec("landed-cost", table(HEADING, LINE)).stdout
    assert "\x1b" not in cbec("quote", "3304990029", "720.50").stdout


@pytest.mark.parametrize(
    "words",
    [
        ["landed-cost", "orders.xlsx", "--all"],
        ["landed-cost", "orders.xlsx", "--explain", "DD26102201"],
        ["quote", "3304990029", "720.50"],
        ["hs", "1901"],
        ["hs", "2208300000"],
        ["law"],
        ["law", "single_limit"],
    ],
)
def test_everything_fits_a_screen_of_80_columns(cbec: Run, examples: Path, words: list[str]) -> None:
    Path("orders.xlsx").write_bytes((examples / "orders.xlsx").read_bytes())
    done = cbec(*words)
    assert done.returncode < 2
    assert [line for line in done.stdout.splitlines() if width(line) > 80] == []
