"""What commands that check have in common: their options, their reports, the findings that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from cbec_cli.work.checking.options import CheckOptions
    from cbec_cli.work.checking.result import CheckResult
    from cbec_cli.work.config import Config


def options_of(
    config: Config,
    codes: Collection[str],
    *,
    on: str | None,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    fail_on: str,
    baseline: Path | None,
    everything: bool,
    show_personal_data: bool,
) -> CheckOptions:
    """The configuration and the command line together.

    Args:
        config: the configuration.
        codes: codes that may be named.
        on: day asked about, as written.
        select: codes to look for.
        ignore: codes to leave out.
        fail_on: what fails.
        baseline: known findings.
        everything: whether all findings are wanted, known ones too: to write them down.
        show_personal_data: whether personal data are shown in full.

    Raises:
        CannotRun: an option that is not what it needs to be.
    """
    from dataclasses import replace

    from cbec_cli.engine.today import day_of
    from cbec_cli.work.checking.options import check_options

    options = check_options(
        config,
        codes=codes,
        select=[*(select or ())],
        ignore=[*(ignore or ())],
        fail_on=fail_on,
        baseline=baseline,
        show_personal_data=show_personal_data,
        on=day_of(on),
    )
    return replace(options, baseline=None) if everything else options


def report(
    check: CheckResult,
    chosen: Sequence[tuple[str, Path | None]],
    write: Callable[[Path | None, str], None],
    ended: Callable[[], str],
) -> None:
    """Every report asked for; a GitHub runner gets its annotations too, and files alone are said in one line.

    Args:
        check: findings.
        chosen: format and file of each report; None is the screen.
        write: writes one report: file, format.
        ended: the outcome in one line.

    Raises:
        CannotRun: a file cannot be written.
        BrokenPipeError: the reader of standard output has gone.
    """
    import os

    from cbec_cli.report.check.github import github_lines

    for name, path in chosen:
        write(path, name)
    on_screen = [name for name, path in chosen if path is None]
    if on_screen == ["table"] and os.environ.get("GITHUB_ACTIONS"):
        typer.echo("\n".join(github_lines(check)))
    if chosen and not on_screen:
        typer.echo(f"{', '.join(str(path) for _, path in chosen)}: {ended()}", err=True)


def write_known(keys: Mapping[str, int], path: Path) -> None:
    """All findings as known ones.

    Raises:
        CannotRun: the file cannot be written.
    """
    from cbec_cli.engine.today import today
    from cbec_cli.work.checking.baseline import write_baseline

    write_baseline(path, keys, today())
    typer.echo(f"{path}: {sum(keys.values()):,} findings are known from now on; give it as --baseline {path}")
