"""A lexicon of a few lines with weights of its own: what it answers does not move with the shipped lexicon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.classify.book import compile_book
from cbec_cli.classify.lexicon import read_lexicon
from cbec_cli.classify.official import compile_official

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pytest

FILES = {
    "21.tsv": """
code   | zh          | en           | not  | facet | line       | note                    | try_zh | try_en
210690 | 蜂胶|益生菌 | propolis     | 牙膏 |       | 2106909090 | Note 1 to Chapter 21    |        |
""",
    "33.tsv": """
code   | zh          | en           | not  | facet | line       | note                    | try_zh | try_en
330499 | 面霜|护肤?  | face cream   | 刷>960329 |  | 3304990039 | heading text 3304.99    |        |
330610 | 牙膏        | toothpaste   |      |       | 3306101090 | heading text 3306.10    |        |
""",
    "96.tsv": """
code   | zh          | en           | not  | facet  | line       | note                    | try_zh | try_en
961900 | 纸尿裤|尿裤 | diaper       |      | wearer | 9619001100 | heading text 9619       |        |
960329 | 化妆刷      | makeup brush |      |        | 9603290090 | heading text 9603.29    |        |
960321 | 牙刷        | toothbrush   |      |        | 9603210000 | heading text 9603.21    |        |
""",
    "facets/wearer.tsv": """
# ground: heading 9619, Chinese subheadings by wearer
# ask wearer: For whom is it: a baby or an adult?
wearer | code     | weight | note
baby   | 96190011 | 6      |
adult  | 96190019 | 2      |
""",
    "axes/wearer.tsv": """
value | zh        | en         | not
baby  | 婴儿|宝宝 | baby       |
adult | 成人|老人 | adult      |
""",
    "vague.tsv": """
zh        | en       | gate  | why
配件|礼盒 | gift set | head  | names no goods
""",
    "borders.tsv": """
heading | other | note
2106    | 3003  | food against medicament
""",
}
"""Files of the folder; ` | ` stands for a tab, `|` alone parts the terms of a cell."""

WEIGHTS: dict[str, dict[str, dict[str, float]]] = {
    language: {
        "2": {"one": 4.0, "none_strong": -9.0},
        "4": {"one": 3.0, "none_strong": -9.0},
        "6": {"one": 2.0, "none_strong": -9.0},
    }
    for language in ("zh", "en")
}
"""Any strong word makes sure: 0.98 of a chapter, 0.95 of a heading, 0.88 of six digits, wherever the words stand."""


def small_lexicon(folder: Path, files: dict[str, str] = FILES) -> Path:
    """Write the files of a lexicon into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (line.strip("\n") for line in text.strip().splitlines())
        path.write_text("".join(_tabbed(line) + "\n" for line in lines), "utf-8")
    return folder


def _tabbed(line: str) -> str:
    if line.startswith("#"):
        return line
    cells = line.replace(" |", "\x00").split("\x00")
    return "\t".join(cell.strip() for cell in cells)


def install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let every classifier of this process read the small lexicon, and nothing else."""
    index: dict[str, Any] = {
        "book": compile_book(read_lexicon(small_lexicon(folder))),
        "official": compile_official([]),
    }
    monkeypatch.setattr("cbec_cli.classify.answer.load_index", lambda: index)
    monkeypatch.setattr("cbec_cli.classify.answer.load_weights", lambda: WEIGHTS)
