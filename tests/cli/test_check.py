"""`cbec check` as a command: what it prints and writes, how it ends, and what it leaves when it is stopped."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from checked import CLEAN, PRODUCTS, clean_orders, order, planted
from readings import write_rows

Run = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., subprocess.Popen[bytes]]

BAD = planted(CLEAN, {3: {"barcode": "4006381333930", "gross_weight": "0.4"}, 4: {"voyage_no": ""}})
"""A warning and an error in row 3, an error of the order in row 4."""
PLACES = [("DEC002", 3), ("DEC005", 4), ("DEC009", 3)]
FORMATS = ("table", "json", "sarif", "junit", "github", "gitlab", "csv")


@pytest.fixture
def batch() -> Path:
    return write_rows(Path("batch.csv"), [*BAD[:2], {**BAD[2], "voyage_no": ""}, *order(7, of=CLEAN[2])])


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that cannot run."""
    assert (done.returncode, done.stdout) == (2, ""), done
    assert re.fullmatch(r"cbec: [^\n]+\n", done.stderr), done.stderr
    return done.stderr


# -- what is printed and written ------------------------------------------------------------------------------------


def places(name: str, text: str) -> list[tuple[str, int]]:
    """Codes and rows of the findings on rows, as a report of any format names them."""
    match name:
        case "json":
            found = [(each["code"], each["row"]) for each in json.loads(text)["findings"]]
        case "sarif":
            results = json.loads(text)["runs"][0]["results"]
            lines = [each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in results]
            found = [(each["ruleId"], line) for each, line in zip(results, lines, strict=True)]
        case "gitlab":
            found = [(each["check_name"], each["location"]["lines"]["begin"]) for each in json.loads(text)]
        case "csv":
            found = [(row["code"], int(row["row"] or 0)) for row in csv.DictReader(text.lstrip("\ufeff").splitlines())]
        case "github":
            told = re.findall(r"^::\w+ file=[^,]+,line=(\d+),title=(\w+)", text, re.MULTILINE)
            found = [(code, int(line)) for line, code in told]
        case "junit":
            root = ET.fromstring(text)  # noqa: S314 -- our own report
            found = [
                (case.get("name", "")[:6], int(row))
                for case in root.iter("testcase")
                for said in case
                for row in re.findall(r"row (\d+)", said.text or "")
            ]
        case _:
            code, found = "", []
            for line in text.splitlines():
                if named := re.match(r"[✗!i] \w+ (\w{3}\d{3})", line):
                    code = named[1]
                if row := re.match(r"  batch\.csv row (\d+)", line):
                    found.append((code, int(row[1])))
    return sorted(each for each in found if each[0].startswith("DEC"))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_the_same_places(name: str, batch: Path, cbec: Run) -> None:
    done = cbec("check", batch, "--format", name)
    assert done.returncode == 1
    assert done.stderr == ""
    assert places(name, done.stdout) == PLACES


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_what_the_screen_would_show(name: str, batch: Path, cbec: Run) -> None:
    shown = cbec("check", batch, "--format", name).stdout
    done = cbec("check", batch, "--format", name, "--output", "report")
    assert (done.returncode, done.stdout) == (1, "")
    text = Path("report").read_text(encoding="utf-8")
    assert places(name, text) == PLACES
    if name != "table":
        assert text == shown


def test_several_reports_of_one_run(batch: Path, cbec: Run) -> None:
    names = {"r.json": "json", "r.sarif": "sarif", "r.xml": "junit", "r.csv": "csv", "r.txt": "table"}
    words = [word for name in (*names, "r.xlsx", "gl-code-quality-report.json") for word in ("--output", name)]
    done = cbec("check", batch, *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(": failed: 2 errors\n")
    for name, format_ in names.items():
        assert places(format_, Path(name).read_text(encoding="utf-8")) == PLACES
    assert Path("r.xlsx").stat().st_size > 0
    assert sorted(path.name for path in Path().iterdir()) == sorted(
        [*names, "r.xlsx", "gl-code-quality-report.json", "batch.csv"]
    )


def test_a_screen_and_a_file_in_one_run(batch: Path, cbec: Run) -> None:
    done = cbec("check", batch, "--format", "github", "--output", "r.sarif")
    assert (done.returncode, done.stderr) == (1, "")
    assert places("github", done.stdout) == places("sarif", Path("r.sarif").read_text(encoding="utf-8")) == PLACES


def test_a_build_on_github_gets_annotations_beside_the_table(
    batch: Path, cbec: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places("github", cbec("check", batch).stdout) == []
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = cbec("check", batch)
    assert done.returncode == 1
    assert places("table", done.stdout) == places("github", done.stdout) == PLACES
    for name in ("json", "csv", "gitlab"):  # what a program reads stays what it is
        assert "::error" not in cbec("check", batch, "--format", name).stdout


def test_arrangements_of_the_table(batch: Path, cbec: Run) -> None:
    by_order = cbec("check", batch, "--group", "order").stdout
    assert by_order.index("D2026112000001") < by_order.index("DEC009") < by_order.index("DEC005")
    counts = cbec("check", batch, "--statistics").stdout
    assert re.search(r"DEC009\s+warning\s+1\b", counts)
    assert "row 3" not in counts
    many = write_rows(Path("many.csv"), [row for n in range(1, 30) for row in order(n, barcode="4006381333930")])
    assert cbec("check", many).stdout.count("  many.csv row") == 5
    assert cbec("check", many, "--all").stdout.count("  many.csv row") == 29


def test_a_report_may_be_written_beside_a_baseline(batch: Path, cbec: Run) -> None:
    done = cbec("check", batch, "--write-baseline", "known.json", "--output", "r.json")
    assert done.returncode == 0
    assert places("json", Path("r.json").read_text(encoding="utf-8")) == PLACES
    assert cbec("check", batch, "--baseline", "known.json").returncode == 0


def test_every_finding_names_its_law(batch: Path, cbec: Run) -> None:
    spoiled = write_rows(Path("spoiled.csv"), order(1, net_weight="x", barcode="4.00639E+12"))
    for path in (batch, spoiled):
        findings = json.loads(cbec("check", path, "--format", "json").stdout)["findings"]
        assert [each["code"] for each in findings if not (each["law"] and each["fix"] and each["message"])] == []


@pytest.mark.parametrize("subject", ["declarations", "catalog"])
def test_a_template_as_it_is_has_no_fault(subject: str, cbec: Run) -> None:
    assert cbec("template", subject).returncode == 0
    done = cbec("check", f"{subject}.xlsx", "--format", "json", "--fail-on", "warning")
    assert done.returncode == 0, done.stdout
    summary = json.loads(done.stdout)["summary"]
    assert (summary["errors"], summary["warnings"], summary["orders"] > 0) == (0, 0, subject == "declarations")


def test_orders_to_be_costed_lack_what_a_declaration_needs(cbec: Run) -> None:
    assert cbec("template", "orders").returncode == 0
    done = cbec("check", "orders.xlsx", "--format", "json")
    codes = set(json.loads(done.stdout)["summary"]["by_code"])
    assert (done.returncode, done.stderr) == (1, "")
    assert codes <= {"DAT002", "DAT006", "DAT008", "DEC005", "LST002", "TAX102", "UOM003"}


# -- cannot run -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "pdf"], "use one of table, json, sarif, junit, github, gitlab, csv, xlsx"),
        (["--format", "xlsx"], "add --output FILE.xlsx"),
        (["--output", "report.pdf"], "cannot tell the format from the name 'report.pdf'"),
        (["--output", "r.json", "--output", "./r.json"], "named twice"),
        (["--as", "orders"], "--as orders: unknown; use one of declarations, catalog"),
        (["--group", "buyer"], "use one of rule, order"),
        (["--fail-on", "note"], "--fail-on note: unknown; use one of error, warning, never"),
        (["--select", "THX"], "unknown code 'THX', nearest is 'THR'"),
        (["--ignore", "IDN01,DEC009"], "unknown code 'IDN01', nearest is 'IDN001'"),
        (["--on", "2026-02-30"], "not a day"),
        (["--map", "Code=hs_code"], "there is no heading 'Code'"),
        (["--sheet", "2"], "this file has no sheets"),
        (["--config", "absent.toml"], "absent.toml: cannot be read"),
        (["--baseline", "absent.json"], "absent.json: the baseline cannot be read"),
        (["absent.csv"], "absent.csv: there is no such file"),
        (["batch.csv"], "batch.csv: given twice"),
        (["./batch.csv"], "batch.csv: given twice"),
        (["--output", "batch.csv"], "batch.csv"),
        (["--write-baseline", "batch.csv"], "batch.csv"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(words: list[str], said: str, batch: Path, cbec: Run) -> None:
    before = batch.read_bytes()
    assert said in one_line(cbec("check", batch, *words))
    assert batch.read_bytes() == before
    assert [path.name for path in Path().iterdir()] == ["batch.csv"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[check]\nselct = ["THR"]\n', "check.selct: unknown key, nearest is 'select'"),
        ('[check]\nfail_on = "note"\n', "check.fail_on"),
        ("[check]\nmax_findings = 0\n", "check.max_findings"),
        ('[check.severities]\nTHR = "grave"\n', "check.severities"),
        (
            '[[waivers]]\ncode = "DEC009"\nreason = "x"\nuntil = 2027-01-01\n',
            "a waiver names a sku, an order or a file",
        ),
        ('[[waivers]]\ncode = "DEC009"\nsku = "A"\nuntil = 2027-01-01\n', "reason"),
    ],
)
def test_a_bad_configuration_names_its_fault(text: str, said: str, batch: Path, cbec: Run) -> None:
    Path("cbec.toml").write_text(text, encoding="utf-8")
    told = one_line(cbec("check", batch))
    assert "cbec.toml: " in told
    assert said in told


def test_an_output_that_cannot_be_written(batch: Path, cbec: Run) -> None:
    Path("folder.json").mkdir()
    for output in ("none/r.json", "folder.json", "batch.csv/r.json"):
        assert f"cannot write {output}: " in one_line(cbec("check", batch, "--output", output))
        assert f"cannot write {output}: " in one_line(cbec("check", batch, "--write-baseline", output))
    assert sorted(path.name for path in Path().iterdir()) == ["batch.csv", "folder.json"]


@pytest.mark.parametrize("name", [*FORMATS, "xlsx"])
def test_a_full_disk(name: str, batch: Path, cbec: Run) -> None:
    told = one_line(cbec("check", batch, "--output", "/dev/full", "--format", name))
    assert "cannot write /dev/full: no room is left on the disk" in told


@pytest.mark.parametrize("name", ["table", "json"])
def test_a_full_disk_behind_standard_output(name: str, batch: Path) -> None:
    words = [sys.executable, "-m", "cbec_cli", "check", batch, "--format", name]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert re.fullmatch(rb"cbec: [^\n]*No space left on device[^\n]*\n", done.stderr), done.stderr


def test_an_older_report_stays_when_the_check_cannot_run(batch: Path, cbec: Run) -> None:
    Path("r.json").write_text("old")
    one_line(cbec("check", batch, "absent.csv", "--output", "r.json"))
    assert Path("r.json").read_text() == "old"
    assert cbec("check", batch, "--output", "r.json").returncode == 1
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["summary"]["errors"] == 2


def test_standard_input(batch: Path) -> None:
    words = [sys.executable, "-m", "cbec_cli", "check", "-", "--format", "csv"]
    with batch.open("rb") as file:
        done = subprocess.run(words, stdin=file, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert places("csv", done.stdout.decode()) == PLACES


def test_two_kinds_of_tables_in_one_run(batch: Path, cbec: Run) -> None:
    goods = write_rows(Path("goods.csv"), planted(PRODUCTS, {2: {"e_label": ""}}))
    said: dict[str, Any] = json.loads(cbec("check", batch, goods, "--format", "json").stdout)
    assert {each["file"] for each in said["findings"] if each["code"] == "LBL002"} == {"goods.csv"}
    assert said["source"]["files"] == ["batch.csv", "goods.csv"]


# -- interrupted ----------------------------------------------------------------------------------------------------


@pytest.fixture
def long_batch() -> Path:
    """Enough faulty lines that a report of them takes a while to write."""
    heading = "order_no,line_no,hs_code,name,qty,unit_price,origin,barcode"
    lines = (f"A{n // 3},{n % 3 + 1},1901101090,Milk {n},2,100.00,NZ,123" for n in range(25_000))
    path = Path("long.csv")
    path.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
    Path("cbec.toml").write_text("[check]\nmax_findings = 1000000\n", encoding="utf-8")
    return path


def stopped(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> tuple[int, str]:
    """Interrupt a run once it is under way; its status and what it said."""
    until = time.monotonic() + 60
    while not ready() and process.poll() is None:
        assert time.monotonic() < until, "the run never got under way"
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert printed == b""
    return process.returncode, said.decode()


@pytest.mark.parametrize("output", ["r.json", "r.xlsx"])
def test_ctrl_c_while_writing_leaves_the_older_report(process: Start, long_batch: Path, output: str) -> None:
    Path(output).write_text("old")
    status, said = stopped(
        process("check", long_batch, "--output", output),
        lambda: any(path.stat().st_size > 0 for path in Path().glob(".*.part")),
    )
    assert (status, said) == (130, "cbec: interrupted; nothing was written\n")
    assert Path(output).read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == sorted(["cbec.toml", "long.csv", output, "scratch"])
    assert list(Path("scratch").iterdir()) == []


def test_ctrl_c_while_reading_leaves_nothing() -> None:
    """The rest of the table has not come yet."""
    scratch = Path("scratch")
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "cbec_cli", "check", "-", "--output", "r.json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(scratch.resolve())},
    ) as run:
        assert run.stdin is not None
        run.stdin.write(write_rows(Path("some.csv"), clean_orders(300)).read_bytes())  # more than a pipe holds
        status, said = stopped(run, lambda: True)
    assert (status, said) == (130, "cbec: interrupted; nothing was written\n")
    assert list(scratch.iterdir()) == []
    assert not Path("r.json").exists()


def test_a_reader_that_has_seen_enough_is_no_error(process: Start, long_batch: Path) -> None:
    run = process("check", long_batch, "--format", "csv")
    assert run.stdout is not None
    assert run.stderr is not None
    assert run.stdout.readline().strip()
    run.stdout.close()
    assert run.stderr.read() == b""
    run.stderr.close()
    assert run.wait(timeout=60) in (0, 1)
    assert list(Path("scratch").iterdir()) == []
