"""A small check of the shape reports get: every severity and scope, and texts that try to break reports."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from cbec_cli.engine.findings import Finding
from cbec_cli.engine.register import Rule
from cbec_cli.work.checking.result import CheckedChunk, CheckResult, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ESCAPE = "\x1b"
NASTY = f"[bold]=cmd|' /C calc'!A0[/bold]{ESCAPE}[31m \u202e::error::<b>&\r\n[x](javascript:1) 100%,\x00"
"""Markup, a formula, an escape, a mark that turns the direction, a workflow command, XML, breaks, a link, a null."""

HEADINGS = ("订单编号", "商品名称", "商品编码", "qty", "商品编码")
FIELDS = {"order_no": 0, "name": 1, "hs_code": 2, "qty": 3}
WORKBOOK = Sheet("in/订单 1.xlsx", "May's orders", 1, HEADINGS, FIELDS, 6)
CSV = Sheet("more.csv", "", 1, ("order_no", "hs_code"), {"order_no": 0, "hs_code": 1}, 2)

LAW = "海关总署公告2018年第194号 第五条"


def unknown_code() -> bool:
    """A code has to be in the tariff on the day of the declaration.

    Look the goods up by their name, or take the successor that is named.
    """
    return False


def says_nothing() -> bool:
    """It found nothing."""
    return False


RULES = (
    Rule(
        code="HSC002",
        title="Code is not in the tariff",
        source=LAW,
        since="2016-04-08",
        severity="error",
        function=unknown_code,
        fix="look it up, the limit is {annual_limit}",
    ),
    Rule(
        code="IDN001",
        title="Identity number cannot be right",
        source=LAW,
        since="2019-01-01",
        until="2030-12-31",
        severity="error",
        function=says_nothing,
        fix="ask the buyer",
    ),
    Rule(
        code="IDN001",
        title="A clause",
        source=LAW,
        since="2019-01-01",
        severity="warning",
        clause="x",
        function=says_nothing,
    ),
    Rule(
        code="LST002",
        title="Positive list not loaded",
        source=LAW,
        since="2016-04-08",
        severity="note",
        scope="file",
        function=says_nothing,
    ),
    Rule(
        code="THR004",
        title="Looks like splitting",
        source=LAW,
        since="2019-01-01",
        severity="warning",
        scope="buyer",
        function=says_nothing,
    ),
)


def finding(code: str, severity: Any, message: str, **about: Any) -> Finding:
    """A finding in the workbook unless said otherwise."""
    return Finding(code, severity, message, **{"file": WORKBOOK.file, "sheet": WORKBOOK.sheet, **about})


def code_finding(row: int, order: str, text: str = "9999999999", **about: Any) -> Finding:
    """An unknown code on a row of the workbook."""
    return finding(
        "HSC002",
        "error",
        f"code {text} is not in the tariff on 2026-03-22; near it: 9999.99",
        fix="look it up with: cbec hs WORDS",
        law=LAW,
        row=row,
        column="商品编码",
        order_no=order,
        line_no="1",
        excerpt=(("订单编号", order, False), ("商品名称", "婴儿配方奶粉 3段", False), ("商品编码", text, True)),
        key=f"HSC002:{order}",
        **about,
    )


FINDINGS = (
    finding(
        "LST002",
        "note",
        "the positive list is not loaded; 4 codes are known from evidence only",
        fix="import the official annex",
        law="财政部等公告2022年第7号",
        key="LST002",
    ),
    finding(
        "DAT002", "error", "the file has no column 净重 (net_weight)", column="净重 (net_weight)", fix="add it", key="d"
    ),
    code_finding(2, "A1"),
    finding(
        "THR004",
        "warning",
        "3 orders of one buyer on 2026-03-22 are worth 6,000.00 together, each below 5,000.00",
        fix="be ready to show that they are separate purchases",
        law="财关税〔2018〕49号 第二条",
        row=2,
        rows=(2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14),
        order_no="A1",
        official_code="-621018",
        key="THR004:b",
    ),
    code_finding(3, "=B2", NASTY),
    finding(
        "IDN001",
        "error",
        "110105********002X: the check digit is wrong",
        fix="ask the buyer",
        law=LAW,
        row=7,
        column="qty",
        order_no="C3",
        excerpt=(("订单编号", "C3", False), ("qty", "", True)),
        key="IDN001:c",
    ),
    finding("HSC002", "error", "code 1 is not in the tariff", file=CSV.file, sheet="", row=2, column="hs_code"),
)


def build(findings: Sequence[Finding] = FINDINGS, *, counts: dict[str, int] | None = None, **about: Any) -> CheckResult:
    """A check of two files with some findings; `counts` adds to what was kept."""
    counted: dict[str, int] = {}
    severities = dict.fromkeys(("error", "warning", "note"), 0)
    for each in findings:
        counted[each.code] = counted.get(each.code, 0) + 1
        severities[each.severity] += 1
    for code, more in (counts or {}).items():
        counted[code] = counted.get(code, 0) + more
        severities["error"] += more
    cells = pa.table([pa.array([NASTY, "a"]) for _ in CSV.headings], names=list(CSV.headings))
    chunk = CheckedChunk(1, cells, np.array([2, 3]), frozenset(), ["HSC002", ""], np.array([0, 3], np.int8))
    given = {
        "kind": "declarations",
        "source": {
            "files": [WORKBOOK.file, CSV.file],
            "sheet": WORKBOOK.sheet,
            "heading_row": 1,
            "lines": 8,
            "skipped": [{"row": 9, "why": "total row (合计)"}],
            "columns": {name: HEADINGS[i] for name, i in FIELDS.items()},
        },
        "data": {
            "tariff_vintage": "2026-01-01",
            "tariff_notice": "Compiled from published tables; not an official publication.",
            "law_days": ["2026-03-22", "2026-03-23"],
            "positive_list": "not loaded",
            "assumptions": [],
        },
        "sheets": [WORKBOOK, CSV],
        "rules": RULES,
        "lines": 8,
        "orders": 5,
        "walk": lambda: iter([chunk]),
        **about,
    }
    return CheckResult(findings=list(findings), counts=counted, severities=severities, **given)


@pytest.fixture
def make() -> Callable[..., CheckResult]:
    """Makes a check: `make(findings, counts={"HSC002": 1200}, fail_on="never")`."""
    return build


@pytest.fixture
def result() -> CheckResult:
    """Seven findings in two files, nasty texts among them."""
    return build(counts={"HSC002": 1234}, waived=3, known=10)


@pytest.fixture
def nothing() -> CheckResult:
    """A check that found nothing."""
    return build(())


@pytest.fixture
def at_row() -> Callable[..., Finding]:
    """Makes an unknown code at a row: `at_row(2, "A1")`."""
    return code_finding


@pytest.fixture
def written() -> Callable[[Callable[..., None], CheckResult], str]:
    """What a writer of bytes writes, as text."""

    def write(writer: Callable[..., None], result: CheckResult) -> str:
        sink = io.BytesIO()
        writer(result, sink)
        assert not sink.closed
        return sink.getvalue().decode()

    return write


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are told from the folder the command runs in."""
    monkeypatch.chdir(tmp_path)
