"""The calibration as a picture; matplotlib draws it and comes with the extra `plot`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.engine.atomic import atomic
from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cbec_cli.work.classifying.evaluate import Evaluation


def write_plot(found: Sequence[Evaluation], path: Path) -> None:
    """Draw what was said against what was right, one line for each language and level.

    Raises:
        CannotRun: matplotlib is not installed, or the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 -- an extra
    except ImportError:
        raise CannotRun(
            "drawing needs matplotlib", "pip install 'cbec-cli[plot]', or leave --format out for bars"
        ) from None
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="as said")
    for one in found:
        for digits, bins in one.calibration.items():
            filled = [each for each in bins if each.rows]
            axes.plot(
                [each.said for each in filled],
                [each.right for each in filled],
                marker="o",
                label=f"{one.language}, {digits} digits (error {one.error[digits]:.3f})",
            )
    axes.set(xlabel="probability said", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    with atomic(path) as temporary:
        figure.savefig(temporary, format="png", dpi=150)
