"""Days: what day it is where customs are, and what day a text means."""

from datetime import UTC, date, datetime, timedelta

from cbec_cli.engine.errors import CannotRun

_BEIJING = timedelta(hours=8)


def today() -> date:
    """The calendar day in China: the law changes at midnight there, wherever the user sits."""
    return (datetime.now(UTC) + _BEIJING).date()


def day_of(text: str | None) -> date | None:
    """`--on` as a day.

    Raises:
        CannotRun: not a day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotRun(f"--on {text}: not a day", "write it as 2026-11-23") from None
