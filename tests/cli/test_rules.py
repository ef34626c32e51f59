"""`cbec rules`, `cbec rule CODE` and docs/rules.md: one text in three forms."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from cbec_cli.cli.rules import rule, rules
from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.register import Register
from cbec_cli.engine.register import rule as declare
from cbec_cli.engine.words import Count, Fen, Flag, Route, Text, faulty
from cbec_cli.report.rules import FAMILIES, as_markdown, kinds_of, of_code, of_family, page, print_pages, summary
from cbec_cli.rules import ALL

ROOT = Path(__file__).parents[2]
CODES = sorted(ALL.by_code)
APP = typer.Typer()
APP.command("rules")(rules)
APP.command("rule")(rule)


@pytest.fixture(autouse=True)
def plain_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def run(*words: str) -> str:
    done = CliRunner().invoke(APP, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def answer(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json"))
    assert found["schema"] == "cbec/rules/1"
    return found


def a_module(*declared: Any) -> ModuleType:
    made = ModuleType("made")
    for each in declared:
        setattr(made, each.name, each)
    return made


# -- the list ----------------------------------------------------------------------------------------------------------


def test_every_rule_is_listed_once_for_each_clause() -> None:
    text = run("rules")
    listed = re.findall(r"^([A-Z]{3}\d{3})\s", text, re.MULTILINE)
    assert listed == sorted(each.code for each in ALL)
    assert "`cbec rule CODE` explains one" in text
    checks = sum(1 for each in ALL if each.severity)
    assert f"{checks} checks" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_family_alone() -> None:
    text = run("rules", "--family", "thr")
    assert text.startswith("THR: limits and routes (限值与通道)\n")
    assert set(re.findall(r"^([A-Z]{3})\d{3}", text, re.MULTILINE)) == {"THR"}
    assert re.search(r"THR001 +error +each order +Order above the limit for one transaction", text)
    assert re.search(r"THR020 +computes +each order +Route\b", text)


def test_an_unknown_family_is_met_with_the_nearest() -> None:
    with pytest.raises(CannotRun, match="no family of rules 'THX', nearest is THR; use one of CFG, DAT"):
        of_family("THX")


def test_every_family_has_a_title() -> None:
    assert {each.family for each in ALL} <= FAMILIES.keys()


# -- one rule ----------------------------------------------------------------------------------------------------------


def test_a_rule_is_explained_with_law_examples_and_cure() -> None:
    text = run("rule", "THR001")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines[0] == "THR001 Order above the limit for one transaction"
    assert lines[1].startswith("error, each order")
    joined = " ".join(lines)
    assert "One order may be worth no more than the limit" in joined
    assert "law 财关税〔2018〕49号 第二条" in joined
    assert "in force from 2016-04-08" in joined
    assert "customs say -621005" in joined
    assert "good order value 5000.00; single limit 5000.00" in joined
    assert "bad order value 5000.01; single limit 5000.00" in joined
    assert "says order value 5000.01 is above the single limit 5000.00" in joined
    assert "cure declare under general trade (0110)" in joined


def test_capitals_do_not_count() -> None:
    assert run("rule", "thr001") == run("rule", " THR001 ")


@pytest.mark.parametrize("code", CODES)
def test_every_rule_can_be_explained(code: str) -> None:
    text = run("rule", code)
    told = " ".join(text.split())
    for clause in ALL.clauses(code):
        assert " ".join(clause.title.split()) in told
        assert not clause.severity or "cure " in told
    assert not re.search(r"\{\w+\}|\bTrue\b|\bFalse\b|\bNone\b", text)


@pytest.mark.parametrize(("typed", "near"), [("THR01", "THR001"), ("XHR001", "THR001"), ("cfg003", "CFG00")])
def test_an_unknown_code_is_met_with_the_nearest(typed: str, near: str) -> None:
    with pytest.raises(CannotRun) as stop:
        of_code(typed)
    assert f"no rule {typed!r}, nearest is {near}" in str(stop.value)
    assert stop.value.fix == "`cbec rules` lists them all"


def in_chinese(text: str) -> str:
    return "" if re.search("[\u4e00-\u9fff]", text) else "not in Chinese"


@declare(
    "LBL901",
    title="Name not in Chinese",
    severity="error",
    clause="declarations",
    source="the test",
    since="2016-04-08",
    until="2026-12-31",
    kinds=["declarations"],
    columns=["name"],
    judges={"name": in_chinese},
    unless=["DAT002"],
    group="sku",
    message="{why}; seen {seen} times, worth {worth}",
    fix="ask {whom}",
    good={"name": "面霜", "seen": 2, "worth": 0, "route": 1},
    bad={"name": "cream", "seen": 2, "worth": 150, "route": 0},
)
def name_not_chinese(name: Text, seen: Count, worth: Fen, route: Route) -> Flag:  # noqa: ARG001 -- shown, not read
    """Names are Chinese.

    - one
    - two
    """
    return faulty(name, in_chinese)


@declare(
    "LBL901",
    title="Name not in Chinese",
    severity="warning",
    clause="a catalogue",
    source="the test",
    since="2016-04-08",
    kinds=["catalog"],
    message="{worth} | *",
    fix="do <it>",
    good={"worth": 0},
    bad={"worth": 1},
)
def name_not_chinese_in_a_catalogue(worth: Fen) -> Flag:
    """Names should be Chinese."""
    return worth > 0


MADE = Register(a_module(name_not_chinese, name_not_chinese_in_a_catalogue))


def test_all_clauses_of_a_code_are_explained() -> None:
    out = io.StringIO()
    print_pages(Console(file=out, width=80), of_code("lbl901", MADE))
    text = out.getvalue()
    assert text.startswith("LBL901 Name not in Chinese (declarations)\n  error, each line, told once for each sku;")
    assert "\n\nLBL901 Name not in Chinese (a catalogue)\n  warning, each line; in catalogues\n" in text
    assert not re.search(r" $", text, re.MULTILINE)


def test_what_a_rule_says_is_filled_from_its_bad_example() -> None:
    told = dict(page(name_not_chinese, kinds_of(MADE)).lines)
    assert told["says"] == "name: not in Chinese; seen 2 times, worth 1.50"
    assert told["cure"] == "ask …"
    assert told["bad"] == "name cream; worth 1.50; route none; seen 2"
    assert told["good"] == "name 面霜; worth 0.00; route cbec; seen 2"
    assert told["in force"] == "from 2016-04-08 to 2026-12-31"
    assert told["not told where"] == "DAT002 speaks"
    assert "computed from" not in told


def test_what_only_a_costing_says_is_marked_so() -> None:
    assert summary(ALL.by_code["PAR001"]).endswith("said by `cbec landed-cost` and `cbec quote` only")
    assert summary(ALL.by_code["THR020"]) == "computes for each order"


def test_a_narrow_and_plain_terminal_is_enough() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_pages(Console(file=out, width=30), of_code("THR001"))
    out.seek(0)
    assert max(len(line.rstrip("\n")) for line in out) <= 30


# -- JSON, Markdown, the document --------------------------------------------------------------------------------------


def test_json_holds_every_clause_with_its_examples_as_people_write_them() -> None:
    found = answer("rules")["rules"]
    assert [each["code"] for each in found] == sorted(each.code for each in ALL)
    (one,) = answer("rule", "thr001")["rules"]
    assert (one["severity"], one["scope"], one["official_code"]) == ("error", "order", "-621005")
    assert one["bad"]["order_value"] == "5000.01"
    assert one["law"].startswith("财关税〔2018〕49号")
    assert {each["severity"] for each in found} == {"error", "warning", "note", None}


def test_markdown_escapes_what_would_be_markup() -> None:
    text = as_markdown(of_family(rules=MADE))
    assert text.count('<a id="lbl901">') == 1
    assert "- says: 0.01 \\| \\*" in text
    assert "- cure: do &lt;it>" in text
    assert "| [LBL901](#lbl901) | Name not in Chinese (a catalogue) | warning | each line |" in text


def document() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_rules_doc", ROOT / "tools" / "write_rules_doc.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_document_is_fresh() -> None:
    """If this fails: python tools/write_rules_doc.py."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == document().document()


def test_the_document_holds_what_the_command_shows(tmp_path: Path) -> None:
    target = tmp_path / "docs" / "rules.md"
    assert document().main(["-o", str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    assert run("rules", "--format", "markdown") in text
    links = re.findall(r"\]\(#(\w+)\)", text)
    anchors = re.findall(r'<a id="(\w+)">', text)
    assert anchors == [code.lower() for code in sorted(CODES)]
    assert set(links) == set(anchors)


def test_help_loads_nothing_heavy() -> None:
    heavy = {"numpy", "pyarrow", "pydantic", "yaml", "rich.table", "rapidfuzz"}
    code = f"import sys, cbec_cli.cli.rules; assert not {heavy} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
