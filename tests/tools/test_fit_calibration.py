"""The script that fits how sure answers are."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from saved import saved
from small_lexicon import install

if TYPE_CHECKING:
    from types import ModuleType

TOOL = Path(__file__).parents[2] / "tools" / "fit_calibration.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fit_calibration", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fit_calibration"] = module
    spec.loader.exec_module(module)
    return module


tool = load()

RIGHT = [(f"保湿面霜 {i}", "330499") for i in range(150)]
WRONG = [(f"面霜 牙刷 {i}", "330499") for i in range(50)]
"""Each says 330499; the second kind of title says a toothbrush, and is wrong."""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the script writes; the small lexicon is what it measures."""
    install(monkeypatch, tmp_path / "lexicon")
    target = tmp_path / "calibration.json"
    monkeypatch.setattr(tool, "data_file", lambda name: target if name.endswith("calibration.json") else None)
    return target


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return saved(tmp_path / "labelled.csv", [{"text": text, "hs6": code} for text, code in (*RIGHT, *WRONG)])


def logistic(weights: dict[str, float], features: dict[str, float]) -> float:
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))


def test_it_measures_and_writes_nothing_unless_told(
    data: Path, labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tool.main([str(labelled)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in told] == ["zh 2 digits", "zh 4 digits", "zh 6 digits"]
    assert all(re.search(r"left out: error 0\.\d{3}", line) for line in told)
    assert not data.exists()


def test_what_it_writes_tells_right_titles_from_wrong_ones(data: Path, labelled: Path) -> None:
    assert tool.main([str(labelled), "--write"]) == 0
    weights = json.loads(data.read_text("utf-8"))["weights"]
    assert set(weights["zh"]) == {"2", "4", "6"}
    from cbec_cli.classify.answer import Classifier
    from cbec_cli.classify.evidence import Product

    classifier = Classifier()
    for level in ("2", "4", "6"):
        sure, unsure = (
            logistic(weights["zh"][level], dict(classifier.classify(Product(title)).features))
            for title in ("保湿面霜 A", "面霜 牙刷 A")
        )
        assert sure > 0.9
        assert unsure < 0.2


def test_the_same_titles_give_the_same_bytes(data: Path, labelled: Path) -> None:
    tool.main([str(labelled), "--write"])
    first = data.read_bytes()
    tool.main([str(labelled), "--write"])
    assert data.read_bytes() == first


def test_other_headings_and_several_files_are_read(data: Path, tmp_path: Path, labelled: Path) -> None:  # noqa: ARG001 -- the lexicon
    other = saved(tmp_path / "b.csv", [{"name": "face cream", "hs_code": "3304990039", "spec": "50 ml"}])
    found = list(tool._labelled([str(labelled), str(other)]))
    assert len(found) == 201
    assert found[-1] == ("face cream", "50 ml", "3304990039")


def test_a_constant_feature_gets_the_log_odds_of_what_was_right() -> None:
    x = np.ones((10_000, 1))
    y = np.array([1.0] * 8_000 + [0.0] * 2_000)
    assert tool._fit(x, y)[0] == pytest.approx(math.log(4), abs=0.01)


def test_the_expected_calibration_error_by_hand() -> None:
    said = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([1.0, 1.0, 1.0, 0.0])
    assert tool._error(said, right) == pytest.approx((0.05 * 2 + 0.05 * 2) / 4)
    assert tool._error(np.array([1.0]), np.array([1.0])) == 0  # the last bin holds 1


@pytest.mark.parametrize(
    ("code", "right"),
    [("330499", {2, 4, 6}), ("3304990039", {2, 4, 6}), ("330420", {2, 4}), ("330610", {2}), ("960321", set())],
)
def test_a_level_is_right_where_its_digits_are(code: str, right: set[int]) -> None:
    said: Any = "330499|3304"
    assert {level for level in (2, 4, 6) if tool._right(said, code, level)} == right
