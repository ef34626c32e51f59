"""Text files in whatever encoding → blocks of UTF-8 bytes.

UTF-8 passes through untouched. UTF-16 and GB18030 (the encoding Excel and the customs systems write in China) are
decoded strictly: a byte that does not fit stops the reading, because guessing on would change names and codes.
"""

import codecs
from pathlib import Path

from cbec_cli.engine.errors import CannotRun

SAMPLE = 1 << 20
"""Bytes looked at to tell the encoding."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}


def detect(sample: bytes) -> tuple[str, int]:
    """Encoding and length of the byte order mark; "" while all is ASCII, so that later bytes may tell.

    Raises:
        ValueError: this is not text in an encoding cbec reads.
    """
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding, len(bom)
    if b"\0" in sample[:4096]:
        return _utf16_without_bom(sample[:4096]), 0
    if sample.isascii():
        return "", 0
    return _utf8_or_gb18030(sample), 0


def _utf16_without_bom(sample: bytes) -> str:
    """UTF-16 shows as a zero byte in nearly every second place of Latin text."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 8 or min(even, odd) > max(even, odd) / 10:
        raise ValueError("it holds binary data")
    return "utf-16-le" if odd > even else "utf-16-be"


def _utf8_or_gb18030(sample: bytes) -> str:
    """Strict UTF-8 if it is, else GB18030; a character cut at the end of the sample does no harm."""
    reached = {}
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)("strict").decode(sample)
        except UnicodeDecodeError as error:
            reached[encoding] = error.start
        else:
            return encoding
    if not sample[: reached["utf-8"]].isascii():
        return "utf-8"  # damaged further on; the reader names the row
    raise ValueError("it is neither UTF-8, UTF-16 nor GB18030")


class Utf8Blocks:
    """A text file as blocks of UTF-8 bytes, byte order mark taken off.

    Attributes:
        encoding: what the file is written in, for people.
        read_bytes: how many bytes of the file have been used.
    """

    def __init__(self, path: Path, name: str) -> None:
        """Open the file and tell its encoding.

        Raises:
            CannotRun: the file is not text.
        """
        self.name = name
        self._file = path.open("rb")
        try:
            self._encoding, bom = detect(self._file.read(SAMPLE))
        except ValueError as error:
            self._file.close()
            raise CannotRun(
                f"{name}: not a table cbec can read: {error}", "save it as xlsx or as csv in UTF-8"
            ) from None
        self._file.seek(bom)
        self.read_bytes = bom
        self._decoder: codecs.IncrementalDecoder | None = None
        if self._encoding not in ("", "utf-8"):
            self._decoder = codecs.getincrementaldecoder(self._encoding)("strict")

    @property
    def encoding(self) -> str:
        """The encoding as people write it."""
        return _NAMES[self._encoding or "utf-8"]

    def read(self, size: int) -> bytes:
        """The next block, empty at the end.

        Raises:
            CannotRun: bytes that do not fit the encoding.
        """
        data = self._file.read(size)
        self.read_bytes += len(data)
        if self._encoding == "":
            self._settle(data)
        if self._decoder is None:
            return data
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise CannotRun(
                f"{self.name}: near byte {self.read_bytes - len(data) + error.start:,} the text is not {self.encoding}",
                "the file is damaged or mixes encodings; save it again as csv in UTF-8",
            ) from None
        encoded = text.encode()
        return encoded if encoded or not data else self.read(size)

    def _settle(self, data: bytes) -> None:
        """The first bytes beyond ASCII tell what a file is that began in ASCII."""
        if data.isascii():
            return
        try:
            self._encoding = _utf8_or_gb18030(data)
        except ValueError:
            self._encoding = "utf-8"  # the reader names the row
        if self._encoding == "gb18030":
            self._decoder = codecs.getincrementaldecoder("gb18030")("strict")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
