"""The figures of an evaluation as a table, as JSON and as a picture."""

from __future__ import annotations

import builtins
import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.classify.evaluation import render, write_evaluation
from cbec_cli.work.classifying.evaluate import Bin, Coverage, Evaluation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EMPTY = Bin(0, 0.0, 0.0)
CHINESE = Evaluation(
    "zh",
    rows=1_000,
    answered=640,
    hits=Counter(
        {(2, 1): 900, (2, 3): 950, (2, 5): 960, (4, 1): 800, (4, 3): 920, (4, 5): 930, (6, 1): 750, (8, 1): 300}
    ),
    labelled=Counter({2: 1_000, 4: 1_000, 6: 1_000, 8: 400}),
    eight_of_six=(285, 300),
    calibration={
        4: [*[EMPTY] * 4, Bin(400, 0.45, 0.5), *[EMPTY] * 4, Bin(600, 0.95, 0.9)],
        6: [*[EMPTY] * 9, Bin(1_000, 0.92, 0.75)],
    },
    error={4: 0.05, 6: 0.17},
    coverage=[Coverage(80, 1.0, 0.1), Coverage(90, 0.62, 0.9312), Coverage(95, 0.0, 1.0)],
    confusions=Counter({("3304", "3401"): 12, ("9619", "none"): 3}),
)
ENGLISH = Evaluation(
    "en", rows=1, labelled=Counter({2: 1, 4: 1, 6: 1}), error={4: 0.5, 6: 0.5}, calibration={4: [], 6: []}
)


def screen(*found: Evaluation, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding, newline="\n")
    render(Console(file=out, width=80, color_system=None, highlight=False), found)
    out.flush()
    return raw.getvalue().decode(encoding)


def test_a_table_for_each_language(same: Callable[[str, str], None]) -> None:
    text = screen(CHINESE, ENGLISH)
    assert max(map(cell_len, text.splitlines())) <= 80
    same("classify-evaluation.txt", text)


def test_bars_end_where_answers_were_right_and_marks_stand_where_they_were_said_to_be() -> None:
    text = screen(CHINESE)
    (bar,) = re.findall(r"  95% (.*?)  90% of 600", text)
    assert bar.count("█") == 27  # nine tenths of thirty
    assert bar.index("|") == 28
    plain = screen(CHINESE, encoding="ascii")
    assert plain.count("#" * 20)
    assert not re.search("[█≥≤]", plain)


def test_what_no_label_tells_is_left_out() -> None:
    text = screen(ENGLISH)
    assert "8 digits" not in text
    assert "Eight digits right" not in text


def test_json_has_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    write_evaluation([CHINESE, ENGLISH], path, "")
    answer = json.loads(path.read_text("utf-8"))
    assert answer["schema"] == "cbec/classify-evaluation/1"
    zh = answer["languages"]["zh"]
    assert (zh["rows"], zh["answered"]) == (1_000, 640)
    assert zh["hits"]["4"] == {"top1": 800, "top3": 920, "top5": 930, "of": 1_000}
    assert zh["eight_digits_where_six_are_right"] == {"right": 285, "of": 300}
    assert zh["expected_calibration_error"] == {"4": 0.05, "6": 0.17}
    assert zh["calibration"]["6"][9] == {"rows": 1_000, "said": 0.92, "right": 0.75}
    assert zh["coverage"][1] == {"precision": 90, "share": 0.62, "threshold": 0.9312}
    assert zh["confusions"][0] == {"label": "3304", "answer": "3401", "rows": 12}
    assert answer["languages"]["en"]["coverage"] == []


def test_a_table_goes_into_a_file_of_text(tmp_path: Path) -> None:
    write_evaluation([CHINESE], tmp_path / "figures.txt", "")
    assert "Chinese: 1,000 titles, 640 answered" in (tmp_path / "figures.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "wanted", "why"),
    [
        ("figures.xlsx", "", "cannot tell the format"),
        ("figures.csv", "csv", "unknown format"),
        ("", "png", "png cannot be written to the screen"),
    ],
)
def test_other_formats_are_refused(tmp_path: Path, name: str, wanted: str, why: str) -> None:
    with pytest.raises(CannotRun, match=why):
        write_evaluation([CHINESE], tmp_path / name if name else None, wanted)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "calibration.png"
    write_evaluation([CHINESE, ENGLISH], path, "")
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert path.stat().st_size > 10_000


def test_without_matplotlib_the_picture_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = builtins.__import__

    def missing(name: str, *others: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return there(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(CannotRun, match=r"matplotlib; pip install 'cbec-cli\[plot\]'"):
        write_evaluation([CHINESE], tmp_path / "calibration.png", "")
    assert list(tmp_path.iterdir()) == []
