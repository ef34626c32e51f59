"""Where the shipped data lies: beside the package in a wheel, at the root of the project in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def data_file(name: str) -> Path:
    """Path of a shipped data file, e.g. `data_file("codes/units.csv")`."""
    shipped = _PACKAGE / "data"
    root = shipped if shipped.is_dir() else _PACKAGE.parent.parent / "data"
    return root / name
