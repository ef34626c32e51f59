"""Whether the files that documents name are there, hold something, and are what their names say.

Only the first bytes of a file are read, nothing of it is run or taken apart, and nothing outside the folder is touched.
"""

from __future__ import annotations

import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from cbec_cli.engine.errors import CannotRun

Fault = Literal["", "missing", "empty", "other"]

_START = 1_024
_WORD_AND_EXCEL = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_PARTS = 10_000
_ZIP = b"PK\x03\x04"
_SIGNS: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"%PDF-", "a PDF", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", (".png",)),
    (b"\xff\xd8\xff", "a JPEG picture", (".jpg", ".jpeg", ".jpe")),
    (b"GIF8", "a GIF picture", (".gif",)),
    (b"II*\x00", "a TIFF picture", (".tif", ".tiff")),
    (b"MM\x00*", "a TIFF picture", (".tif", ".tiff")),
    (b"BM", "a BMP picture", (".bmp",)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (doc, xls)", (".doc", ".xls", ".msg")),
    (_ZIP, "a zip archive", (".zip", ".ofd")),
    (b"Rar!", "a RAR archive", (".rar",)),
    (b"7z\xbc\xaf", "a 7-zip archive", (".7z",)),
    (b"MZ", "a Windows program", (".exe", ".dll")),
    (b"\x7fELF", "a program", ()),
    (b"#!", "a script", (".sh",)),
)
_WANTED = {ending: what for _, what, endings in _SIGNS for ending in endings} | {
    ".docx": "a Word document",
    ".xlsx": "an Excel workbook",
}
_MARKUP = (b"<html", b"<!doctype html", b"<?xml", b"<head")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of a file: its fault, "" if none, and the same in words."""

    fault: Fault = ""
    words: str = ""


class Folder:
    """The folder of the scans."""

    def __init__(self, path: Path) -> None:
        """Find it.

        Raises:
            CannotRun: it is not there, or is no folder.
        """
        self.path = path
        try:
            self._root = path.resolve(strict=True)
            there = self._root.is_dir()
        except (OSError, RuntimeError, ValueError):
            there = False
        if not there:
            raise CannotRun(f"--files {path}: there is no such folder", "name the folder that holds the scans")
        self._seen: dict[str, Looked] = {}

    def look(self, name: str) -> Looked:
        """Look at one file, once.

        Args:
            name: as the list of documents gives it, below the folder; slashes of both kinds divide.
        """
        if name not in self._seen:
            self._seen[name] = self._look(name)
        return self._seen[name]

    def _look(self, name: str) -> Looked:
        plain = name.replace("\\", "/").strip()
        outside = Looked("missing", f"the file {name!r} leads out of the folder {self.path}; it is not looked at")
        if plain.startswith("/") or plain[1:2] == ":" or ".." in PurePosixPath(plain).parts:
            return outside
        try:
            place = (self._root / plain).resolve()
            return _regular(place, name) if place.is_relative_to(self._root) else outside
        except FileNotFoundError:
            return Looked("missing", f"there is no file {name!r} in {self.path}{self._nearest(plain)}")
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a name of a file"
            return Looked("missing", f"the file {name!r} cannot be read ({reason})")

    def _nearest(self, plain: str) -> str:
        """The name most like one that is not there, from the same folder."""
        from cbec_cli.tables.headings import nearest  # noqa: PLC0415 -- only where something is wrong

        beside = (self._root / plain).parent.resolve()
        if not beside.is_relative_to(self._root) or not beside.is_dir():
            return ""
        names = []
        with os.scandir(beside) as entries:
            for entry in entries:
                names.append(entry.name)
                if len(names) >= _PARTS:
                    break
        near = nearest(PurePosixPath(plain).name, sorted(names), limit=1)
        return f", the nearest is {near[0]!r}" if near else ""


def _regular(place: Path, name: str) -> Looked:
    """Whether there is a file of some size; folders, pipes and devices are never opened."""
    found = place.stat()
    if not stat.S_ISREG(found.st_mode):
        return Looked("missing", f"{name!r} is no file")
    return _kind(place, name) if found.st_size else Looked("empty", f"the file {name!r} is empty")


def _kind(place: Path, name: str) -> Looked:
    """Whether a file's first bytes are those that its ending promises; endings nobody knows promise nothing."""
    with place.open("rb") as opened:
        start = opened.read(_START)
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Looked("empty", f"the file {name!r} holds nothing but blanks")
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if ending not in _WANTED:
        return Looked()
    if ending in _WORD_AND_EXCEL:
        return _office(place, name, start, ending)
    if ending == ".pdf" and b"%PDF-" in start:  # some scanners write a few bytes in front
        return Looked()
    if any(start.startswith(sign) and ending in endings for sign, _, endings in _SIGNS):
        return Looked()
    return _not_so(name, ending, _called(start))


def _office(place: Path, name: str, start: bytes, ending: str) -> Looked:
    """Whether a zip file's directory lists the part that makes it a document or a workbook; nothing is unpacked."""
    if not start.startswith(_ZIP):
        return _not_so(name, ending, _called(start))
    try:
        with zipfile.ZipFile(place) as package:
            parts = set(package.namelist()[:_PARTS])
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return Looked("other", f"the file {name!r} is damaged: the end of it is missing")
    if _WORD_AND_EXCEL[ending] in parts:
        return Looked()
    other = next((end for end, part in _WORD_AND_EXCEL.items() if part in parts), "")
    return _not_so(name, ending, _WANTED.get(other, "a zip archive"))


def _called(start: bytes) -> str:
    """What some first bytes are."""
    found = next((what for sign, what, _ in _SIGNS if start.startswith(sign)), "")
    if not found and start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return "a web page or XML"
    return found or ("text" if b"\0" not in start and _is_text(start) else "something else")


def _is_text(start: bytes) -> bool:
    """Whether bytes are text; the last character may be cut in two."""
    try:
        start[:-3].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 8
    return True


def _not_so(name: str, ending: str, found: str) -> Looked:
    return Looked("other", f"the file {name!r} should be {_WANTED[ending]} but is {found}")
