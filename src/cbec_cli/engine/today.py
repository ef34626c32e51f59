"""What day it is where customs are."""

from datetime import UTC, date, datetime, timedelta

_BEIJING = timedelta(hours=8)


def today() -> date:
    """The calendar day in China: the law changes at midnight there, wherever the user sits."""
    return (datetime.now(UTC) + _BEIJING).date()
