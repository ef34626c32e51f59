"""Editions of the CBEC retail import list (跨境电子商务零售进口商品清单): those the law names, those the user brought.

The announcements and how many lines each list has stand in `data/tariffs.yaml`. The lists themselves are not shipped; a
user imports the official annex, which is kept whole in the user's data folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date  # noqa: TC003 -- pydantic reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.dated import load_law
from cbec_cli.law.user_data import store, stored

if TYPE_CHECKING:
    from pathlib import Path

KIND = "positive-list"
"""What the files in the user's data folder are called."""

_ANNOUNCED = re.compile(r"公告([0-9]{4})年第([0-9]{1,3})号")
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Announced:
    """An edition as the law names it, or as the user does.

    Attributes:
        edition: year and number of the announcement: `2022-7`.
        lines: how many lines its annex has; None where only the user names it.
        since, until: first and last day; None while no end is known.
        source: the announcement. note: what a reader has to know, or "".
    """

    edition: str
    lines: int | None
    since: date
    until: date | None
    source: str


class _Frozen(BaseModel):
    """Nothing is converted and nothing unknown is let pass."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ListLine(_Frozen):
    """One line of an edition.

    Attributes:
        number: its 序号; None if the file has none.
        code: eight digits, as published.
        name: 货品名称. remark: 备注, "" if there is none.
    """

    number: int | None
    code: Annotated[str, Field(pattern=r"^[0-9]{8}$")]
    name: str
    remark: str


class Edition(_Frozen):
    """An imported edition.

    Attributes:
        complete: every line of the annex is there; only then is a code that it does not hold not on the list.
        file: name of the file it was read from; sha256: of its bytes.
        notes: texts of the annex outside its table.
    """

    schema_: Annotated[Literal["cbec/positive-list/1"], Field(alias="schema")] = "cbec/positive-list/1"
    edition: str
    since: date
    until: date | None
    source: str
    complete: bool
    file: str
    sha256: str
    imported_on: date
    lines: tuple[ListLine, ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As reports name it."""
        return f"{self.name}, {len(self.lines):,} lines, imported on {self.imported_on}"

    @property
    def name(self) -> str:
        """The announcement in short, as messages name it: 公告2022年第7号."""
        found = _ANNOUNCED.search(self.source)
        return found[0] if found else self.source or self.edition

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day, as far as its own days tell."""
        return self.since <= day and (self.until is None or day <= self.until)


def announced() -> tuple[Announced, ...]:
    """The editions the law names, oldest first."""
    return tuple(
        Announced(
            edition_name(each.source) or each.since.isoformat(),
            int(each.text),
            each.since,
            each.until,
            each.source,
        )
        for each in load_law().history("positive_list_lines")
    )


def edition_name(text: str) -> str:
    """The short name of an edition: 财政部等八部门公告2022年第7号 and `2022-7` are `2022-7`; "" if it is no name.

    >>> edition_name("公告2022年第7号"), edition_name("2022-7"), edition_name("a/b")
    ('2022-7', '2022-7', '')
    """
    if found := _ANNOUNCED.search(text):
        return f"{found[1]}-{found[2]}"
    return text if _NAME.fullmatch(text) else ""


def save_edition(edition: Edition) -> Path:
    """Keep an edition in the user's data folder; one of the same name is replaced.

    Raises:
        CannotRun: it cannot be written.
    """
    content = edition.model_dump_json(by_alias=True, indent=1)
    return store(KIND, edition.edition, content.encode("utf-8"))


def imported_editions() -> tuple[Edition, ...]:
    """The editions in the user's data folder, the oldest first.

    Raises:
        CannotRun: one cannot be read, or was damaged; names the file.
    """
    return tuple(sorted((_read(path) for path in stored(KIND)), key=lambda each: (each.since, each.edition)))


def _read(path: Path) -> Edition:
    """One stored edition."""
    again = "import the annex again, or delete the file"
    try:
        return Edition.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CannotRun(f"{path}: cannot be read ({error.strerror or error})", again) from error
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise CannotRun(f"{path}: damaged ({place + ': ' if place else ''}{fault['msg']})", again) from error
