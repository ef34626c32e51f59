"""What tests of files of orders share."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from readings import batch_of, write_rows

from cbec_cli.work.result import Result
from cbec_cli.work.settings import Settings
from cbec_cli.work.summary import summarise

ON_THE_DAY = Settings()


@pytest.fixture
def costed(tmp_path: Path) -> Callable[..., Result]:
    """Rows of one file → result."""

    def cost(
        rows: Sequence[Mapping[str, str]], settings: Settings = ON_THE_DAY, chunk: int | None = None, **more: Any
    ) -> Result:
        return summarise(batch_of(write_rows(tmp_path / "orders.csv", rows), settings=settings, chunk=chunk, **more))

    return cost
