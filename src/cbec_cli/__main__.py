"""`cbec`, `python -m cbec_cli`: runs the command line and turns what stops it into one line and an exit status.

Exit status: 0 all answered; 1 something refused, unreadable or found; 2 cannot run; 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import Any

from cbec_cli.engine.errors import CannotRun

CANNOT_RUN, INTERRUPTED = 2, 130


def main() -> None:
    """Run the command line; never a traceback for what a user can mend."""
    with suppress(ValueError):  # not in the main thread: whoever started us there deals with signals
        signal.signal(signal.SIGTERM, _end)
    try:
        status = _run()
        sys.stdout.flush()
    except CannotRun as stop:
        _say(str(stop))
        sys.exit(CANNOT_RUN)
    except BrokenPipeError as gone:
        # The reader of our output (`| head`) has gone: nothing is wrong. Closing stdout again must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = getattr(gone, "status", 0)
    except KeyboardInterrupt:
        _say("interrupted; nothing was written")
        sys.exit(INTERRUPTED)
    except OverflowError as error:
        _say(f"{error}; look for an amount, a quantity or a rate that cannot be right")
        sys.exit(CANNOT_RUN)
    except MemoryError:
        _say("not enough memory; split the file or close other programs")
        sys.exit(CANNOT_RUN)
    except OSError as error:
        place = error.filename or "the system"
        _say(f"{place}: {error.strerror or error}; free space or check permissions, then run again")
        sys.exit(CANNOT_RUN)
    sys.exit(status)


def _run() -> int:
    """The command's exit status; wrong words on the command line are shown with their usage."""
    import typer  # noqa: PLC0415 -- an interrupt during imports is handled above

    from cbec_cli.cli.app import app  # noqa: PLC0415 -- the same

    try:
        status = app(standalone_mode=False) or 0
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as stop:
        # the command line's own answer to a reader that has gone
        if isinstance(stop.__context__, BrokenPipeError):
            raise stop.__context__ from None
        raise
    except Exception as error:
        said = getattr(error, "format_message", None)  # only complaints about the command line have one
        if said is None:
            raise
        _say(f"{said().rstrip('.')}; see {_path(getattr(error, 'ctx', None))} --help")
        return CANNOT_RUN
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    return status


def _path(context: Any) -> str:
    """The command as people type it: `cbec landed-cost`."""
    names: list[str] = []
    while context is not None and context.parent is not None:
        names.insert(0, str(context.info_name))
        context = context.parent
    return " ".join(["cbec", *names])


def _end(*_: object) -> None:
    """Told to end (SIGTERM): leave as after an error, so that temporary files are removed."""
    sys.exit(128 + signal.SIGTERM)


def _say(text: str) -> None:
    print(f"cbec: {text}", file=sys.stderr)  # noqa: T201 -- the one line a stopped command leaves


if __name__ == "__main__":
    main()
