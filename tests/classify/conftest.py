"""One classifier for all tests: it keeps nothing of what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cbec_cli.classify.answer import Classifier
from cbec_cli.classify.evidence import Product
from cbec_cli.classify.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

    from cbec_cli.classify.answer import Classified


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The index of the tests lies in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CBEC_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier()


@pytest.fixture(scope="session")
def said(classifier: Classifier) -> Callable[[str], Classified]:
    """What is said of a title."""
    return lambda text: classifier.classify(Product(text))


@pytest.fixture(scope="session")
def titles() -> list[str]:
    """The lexicon's own test titles."""
    return [title for kind in read_lexicon().kinds for title, _ in kind.tries]
