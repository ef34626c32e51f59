"""Traditional characters read as simplified ones, from `data/lexicon/traditional.tsv`."""

from __future__ import annotations

from cbec_cli.engine.places import data_file


def simplified() -> dict[int, str]:
    """Code point of a traditional character → the simplified one."""
    lines = data_file("lexicon/traditional.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines[1:] if line and line[0] != "#")
    return {ord(pair[0]): pair[1] for pair in pairs}
