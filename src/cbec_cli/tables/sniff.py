"""What a file is, by its first bytes; its suffix may lie."""

import re
import stat
import zipfile
from pathlib import Path
from typing import Literal

from cbec_cli.engine.errors import CannotRun

Format = Literal["text", "workbook", "parquet"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PASSWORD = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}\x2f\x00", re.DOTALL)  # an xls begins, and asks for a password
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "packed with gzip; unpack it first"),
    (b"7z\xbc\xaf", "packed with 7-zip; unpack it first"),
    (b"Rar!", "packed with RAR; unpack it first"),
    (b"{\\rtf", "a text document"),
)
_MARKUP = ((b"<html", "a web page"), (b"<!doctype", "a web page"), (b"<table", "a web page"), (b"<?xml", "an XML file"))
_FIX = "save it as xlsx or csv"


def sniff(path: Path, name: str) -> Format:
    """The format of a file.

    Raises:
        CannotRun: absent, a folder, empty, no permission, or not a table.
    """
    start = _start(path, name)
    if start.startswith(_OLE):
        return _ole(path, name)
    if start.startswith(b"PK"):
        return _zip(path, name)
    if start.startswith(b"PAR1"):
        return "parquet"
    said = next((what for magic, what in _OTHERS if start.startswith(magic)), "")
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip().lower()
    said = said or next((what for magic, what in _MARKUP if plain.startswith(magic)), "")
    if said:
        raise CannotRun(f"{name}: not a table but {said}", f"open it in a spreadsheet program and {_FIX}")
    return "text"


def _start(path: Path, name: str) -> bytes:
    """The first bytes."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise CannotRun(f"{name}: this is a folder", "name the file in it")
        if not stat.S_ISREG(mode):
            raise CannotRun(f"{name}: not a file", "pipe it in: cat it | cbec … -")
        with path.open("rb") as opened:
            start = opened.read(512)
    except FileNotFoundError:
        raise CannotRun(f"{name}: there is no such file", "check the name and the folder") from None
    except PermissionError:
        raise CannotRun(f"{name}: no permission to read it", "ask its owner, or copy it") from None
    except (OSError, ValueError) as error:
        raise CannotRun(f"{name}: cannot be read ({error})", "check the name") from None
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise CannotRun(f"{name}: empty", "give a table with a heading row and order lines")
    return start


def _ole(path: Path, name: str) -> Format:
    """An old workbook, or a new one inside an envelope of encryption."""
    with path.open("rb") as opened:
        while piece := opened.read(1 << 20):
            if _ENCRYPTED in piece or _PASSWORD.search(piece):
                raise CannotRun(
                    f"{name}: the workbook is encrypted", "open it with its password and save a copy without one"
                )
    return "workbook"


def _zip(path: Path, name: str) -> Format:
    """A workbook, if its parts say so."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError):  # the second for a damaged version number
        raise CannotRun(
            f"{name}: damaged, the end of the file is missing", "download it again, or save it again"
        ) from None
    if parts & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "workbook"
    if "content.xml" in parts and "mimetype" in parts:
        return "workbook"
    kind = "a text document" if "word/document.xml" in parts else "a zip file without a workbook"
    raise CannotRun(f"{name}: not a table but {kind}", _FIX)
