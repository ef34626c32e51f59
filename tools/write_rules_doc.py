"""Write `docs/rules.md` from the rules themselves.

    python tools/write_rules_doc.py
    python tools/write_rules_doc.py -o elsewhere.md

A test compares the file with what this script would write.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cbec_cli.report.rules import as_markdown, of_family

TARGET = Path(__file__).parent.parent / "docs" / "rules.md"

INTRODUCTION = """\
# Rules

What `cbec` checks and computes. Written by `tools/write_rules_doc.py` from the rules themselves; `cbec rule CODE` shows
the same.

- An *error* is something customs would reject or the law does not allow; a *warning* is probably wrong, costs money, or
  is left open by the published texts; a *note* is good to know. `cbec.toml` may change the severity of a rule.
- A rule that *computes* finds nothing by itself: it gives an amount, a rate or a route that other rules read.
- `good` and `bad` are examples: with the first the rule stays silent, with the second it says what stands under `says`.

"""


def document() -> str:
    """The whole document."""
    return INTRODUCTION + as_markdown(of_family())


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; exit status 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-o", "--output", type=Path, default=TARGET)
    target = parser.parse_args(arguments).output
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(document(), encoding="utf-8", newline="\n")
    print(f"{target}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
