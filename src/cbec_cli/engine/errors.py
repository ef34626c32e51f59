"""What stops a command, said in one line: where, what, and what to do."""


class CannotRun(Exception):  # noqa: N818 -- a statement for people, not an error of the program
    """The command cannot run at all: exit status 2, one line on stderr, no traceback.

    Args:
        what: what was found, with its place (file, sheet, row, column as the user sees them).
        fix: what to do about it.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        """Keep both halves apart, so that a report can show them apart."""
        super().__init__(f"{what}; {fix}" if fix else what)
        self.what = what
        self.fix = fix


class NotInForce(CannotRun):
    """A figure of the law was asked for a day on which it has no value."""
