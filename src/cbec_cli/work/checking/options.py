"""What a check looks for and what it makes of it: the command line and the configuration together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import percent
from cbec_cli.work.checking.waivers import Waiver

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from cbec_cli.engine.findings import Severity
    from cbec_cli.work.config import Config

Level = Literal["error", "warning", "never"]
LEVELS: tuple[Level, ...] = ("error", "warning", "never")
FAMILY = len("THR")
"""A code begins with the letters of its family."""
EVERYTHING = "ALL"
"""Stands for every code where codes are selected or ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Everything a check depends on besides the data and the files.

    Attributes:
        select: codes, or beginnings of codes, that are looked for; none means all.
        ignore: codes, or beginnings of codes, that are not.
        severities: code or beginning → severity instead of the rule's own.
        per_file_ignores, per_sku_ignores: name or pattern → codes that are not told there.
        fail_on: the lightest severity that makes the command fail.
        most_ids: identity numbers that one address or telephone may be used for.
        near_limit: part of the annual limit above which a buyer's year is told, in basis points.
        near_price: how close to the price test of cosmetics a price is told, in basis points.
        price_spread: how far prices of one sku may lie apart, in basis points of the lowest.
        max_findings: how many findings of one code are kept; all are counted.
        baseline: file of the findings that are known already.
        on: the day whose law applies where the data name none.
        config: the file the configuration, and so the waivers, stand in.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    per_sku_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fail_on: Level = "error"
    waivers: tuple[Waiver, ...] = ()
    most_ids: int = 10
    near_limit: int = 9_000
    near_price: int = 500
    price_spread: int = 3_000
    max_findings: int = 1_000
    baseline: Path | None = None
    show_personal_data: bool = False
    on: date | None = None
    config: Path | None = None

    def stated(self) -> dict[str, Any]:
        """The options as a report states them."""
        return {
            "select": list(self.select),
            "ignore": list(self.ignore),
            "fail_on": self.fail_on,
            "severities": dict(self.severities),
            "per_file_ignores": {name: list(codes) for name, codes in self.per_file_ignores.items()},
            "per_sku_ignores": {name: list(codes) for name, codes in self.per_sku_ignores.items()},
            "waivers": [str(waiver) for waiver in self.waivers],
            "most_ids": self.most_ids,
            "near_limit": percent(self.near_limit),
            "near_price": percent(self.near_price),
            "price_spread": percent(self.price_spread),
            "baseline": str(self.baseline) if self.baseline else None,
        }


def check_options(
    config: Config,
    *,
    codes: Collection[str],
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fail_on: str = "",
    baseline: Path | None = None,
    show_personal_data: bool = False,
    on: date | None = None,
) -> CheckOptions:
    """The configuration, and what the command line says instead.

    `--select` takes the place of both lists of the configuration; `--ignore` alone is added to what it ignores.

    Args:
        config: what `load_config` gave.
        codes: all codes there are.
        select: codes, families or other beginnings of codes; several in one text are parted by commas.
        ignore: the same.
        fail_on: one of LEVELS; empty leaves it to the configuration.
        baseline: file of known findings; none leaves it to the configuration.
        show_personal_data: whether IDs, names, telephones and addresses are shown in full.
        on: the day whose law applies where the data name none.

    Raises:
        CannotRun: a code or a level that there is not.
    """
    table = config.check
    selected, ignored = code_words("--select", select, codes), code_words("--ignore", ignore, codes)
    if fail_on and fail_on not in LEVELS:
        raise CannotRun(f"--fail-on {fail_on}: unknown", f"use one of {', '.join(LEVELS)}")
    if selected:
        chosen = {"select": selected, "ignore": ignored}
    else:
        # As whole codes, so that nothing the configuration selects is more specific than what was asked for here.
        named = tuple(sorted(code for code in codes if code.startswith(beginnings(ignored))))
        chosen = {"select": tuple(table.select), "ignore": (*table.ignore, *named)}
    return CheckOptions(
        **chosen,
        severities=table.severities,
        per_file_ignores={name: tuple(words) for name, words in table.per_file_ignores.items()},
        per_sku_ignores={name: tuple(words) for name, words in table.per_sku_ignores.items()},
        fail_on=next((level for level in LEVELS if level == fail_on), table.fail_on),
        waivers=tuple(Waiver(**{k: v for k, v in each.model_dump().items() if v}) for each in config.waivers),
        most_ids=table.most_ids,
        near_limit=table.near_limit,
        near_price=table.near_price,
        price_spread=table.price_spread,
        max_findings=table.max_findings,
        baseline=baseline or (config.beside(table.baseline) if table.baseline else None),
        show_personal_data=show_personal_data,
        on=on,
        config=config.path,
    )


def beginnings(words: Iterable[str]) -> tuple[str, ...]:
    """Selecting words as beginnings of codes: every code begins with nothing."""
    return tuple("" if word == EVERYTHING else word for word in words)


def code_words(option: str, texts: Iterable[str], codes: Collection[str]) -> tuple[str, ...]:
    """Codes and families of an option, in capitals, each one told once.

    Raises:
        CannotRun: a word that no code begins with; the nearest is named.
    """
    words = dict.fromkeys(word.strip().upper() for text in texts for word in text.split(","))
    for word in words:
        fault = unknown_code(word, codes, beginning=True)
        if fault:
            raise CannotRun(f"{option} {word}: {fault}", "`cbec rules` lists them all")
    return tuple(words)


def unknown_code(word: str, codes: Collection[str], *, beginning: bool) -> str:
    """What is wrong with a word that should be a code; empty if nothing is.

    Args:
        word: in capitals.
        codes: all codes there are.
        beginning: whether a family or another beginning of codes will do.
    """
    if word in codes or (beginning and word and (word == EVERYTHING or any(code.startswith(word) for code in codes))):
        return ""
    from rapidfuzz import distance, process  # noqa: PLC0415 -- only where something is wrong

    a_family = beginning and len(word) <= FAMILY
    choices = sorted({code[:FAMILY] if a_family else code for code in codes})
    near = process.extractOne(word, choices, scorer=distance.JaroWinkler.similarity)
    return f"unknown code {word!r}" + (f", nearest is {near[0]!r}" if near else "")
