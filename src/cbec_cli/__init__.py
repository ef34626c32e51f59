"""cbec: landed cost and compliance for cross-border e-commerce imports into China."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cbec_cli.api import landed_cost

__version__ = "0.1.0"
__all__ = ["__version__", "landed_cost"]


def __getattr__(name: str) -> Any:
    """`from cbec_cli import landed_cost` loads the API only when somebody asks for it.

    Raises:
        AttributeError: no such name.
    """
    if name == "landed_cost":
        from cbec_cli.api import landed_cost  # noqa: PLC0415 -- keeps the command line quick

        return landed_cost
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
