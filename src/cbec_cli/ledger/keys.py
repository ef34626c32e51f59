"""The key of a ledger: where it comes from, and what is computed with it.

An identity number has so few possible values that its plain hash can be searched; only a key that is not in the file
prevents that. So a buyer is kept as HMAC-SHA-256 of the ID with the key (de-identification: 个人信息保护法 第五十一条
and 第七十三条), and whoever has the file without the key can neither find a person nor write an entry that fits.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from pathlib import Path

KEY_VARIABLE = "CBEC_LEDGER_KEY"
"""Name of the environment variable that may hold the key."""

SHORTEST = 16
"""Characters a key has at least; keys made by `make_key_file` have 64."""

_LONGEST = 4096
_BLOCK = 64
"""Bytes of a block of SHA-256: HMAC takes a shorter key as if filled up with zeros, a longer one as its hash."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Key:
    """A key; it shows itself nowhere."""

    secret: bytes = field(repr=False)

    def mac(self, purpose: bytes, message: bytes) -> bytes:
        """HMAC-SHA-256 for one purpose; no identity number begins with the NUL that sets purposes apart."""
        return hmac.digest(self.derive(purpose), message, "sha256")

    def derive(self, purpose: bytes) -> bytes:
        """A key of its own for a purpose."""
        return hmac.digest(self.secret, b"\0cbec ledger " + purpose, "sha256")

    @property
    def block(self) -> bytes:
        """The key as HMAC uses it, always 64 bytes."""
        if len(self.secret) > _BLOCK:
            import hashlib  # noqa: PLC0415 -- long keys are rare

            return hashlib.sha256(self.secret).digest().ljust(_BLOCK, b"\0")
        return self.secret.ljust(_BLOCK, b"\0")


@dataclass(frozen=True, slots=True)
class Ring:
    """The key of a ledger and those it replaced.

    A buyer's hash cannot be undone, so a new key is put around it: HMAC(new, HMAC(old, ID)). The old key is needed to
    find a buyer; it is kept in the ledger, covered by the new key, and is worth nothing without it.
    """

    key: Key
    older: tuple[bytes, ...] = field(default=(), repr=False)

    def hash_of(self, identity: str) -> bytes:
        """What stands for a buyer: 32 bytes."""
        digest = identity.encode("utf-8", "surrogateescape")
        for secret in self.older:
            digest = hmac.digest(secret, digest, "sha256")
        return self.around(digest)

    def around(self, digest: bytes) -> bytes:
        """The newest key around what the older ones have made."""
        return hmac.digest(self.key.secret, digest, "sha256")

    def covered(self) -> bytes:
        """The older keys as the ledger may keep them: a number used once, then each with a keystream added to it."""
        nonce = secrets.token_bytes(16)
        return nonce + b"".join(self._add(nonce, place, block) for place, block in enumerate(self.older))

    def uncover(self, covered: bytes) -> Ring:
        """The ring with the older keys that `covered` has made of them."""
        nonce, rest = covered[:16], covered[16:]
        blocks = [rest[start : start + _BLOCK] for start in range(0, len(rest), _BLOCK)]
        return Ring(self.key, tuple(self._add(nonce, place, block) for place, block in enumerate(blocks)))

    def _add(self, nonce: bytes, place: int, block: bytes) -> bytes:
        stream = hmac.digest(self.key.derive(b"older keys"), nonce + place.to_bytes(4), "sha512")
        return bytes(one ^ other for one, other in zip(block, stream, strict=True))

    def replaced_by(self, key: Key) -> Ring:
        """The ring after a change of key."""
        return Ring(key, (*self.older, self.key.block))

    def check_value(self, ledger: bytes) -> bytes:
        """What tells at once whether a key is the right one for the ledger of that number."""
        return self.key.mac(b"check", ledger + b"".join(self.older))


def read_key(path: Path | None = None) -> Key:
    """The key: from the file named, else from the environment variable CBEC_LEDGER_KEY.

    Raises:
        CannotRun: neither is given, the file cannot be read, others may read it, or the key is too short.
    """
    if path is not None:
        return _key(_content(path), str(path))
    text = os.environ.get(KEY_VARIABLE, "")
    if not text.strip():
        raise CannotRun(
            "a ledger needs its key, and none was given",
            f"set {KEY_VARIABLE} or name a file with --key-file; `cbec ledger init --key-file FILE` makes one",
        )
    return _key(os.fsencode(text), KEY_VARIABLE)


def _key(raw: bytes, place: str) -> Key:
    secret = raw.strip()
    if len(secret) < SHORTEST:
        raise CannotRun(
            f"{place}: a key of {len(secret)} characters is too easy to guess",
            f"take at least {SHORTEST}, best 64 random ones; `cbec ledger init --key-file FILE` makes them",
        )
    return Key(secret)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if os.name == "posix" and status.st_mode & _OTHERS:
                mode = stat.S_IMODE(status.st_mode)
                raise CannotRun(f"{path}: others than its owner may use this key (permissions {mode:o})", _own(path))
            if os.name == "posix" and status.st_uid not in (0, os.geteuid()):
                raise CannotRun(f"{path}: the key file belongs to another user", "make it yours, or use your own")
            raw = file.read(_LONGEST + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise CannotRun(f"{path}: the key cannot be read ({why})", "check --key-file") from None
    if len(raw) > _LONGEST:
        raise CannotRun(f"{path}: more than {_LONGEST:,} bytes, so not a key", "check --key-file")
    return raw


def _own(path: Path) -> str:
    return f"change the key if anybody may have read it (cbec ledger rekey), then: chmod 600 {path}"


def make_key_file(path: Path) -> Key:
    """Write a new random key of 256 bits into a new file that only its owner may read.

    Raises:
        CannotRun: there is such a file already, or it cannot be written.
    """
    text = secrets.token_hex(32)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(handle)
    except FileExistsError:
        raise CannotRun(f"{path}: there is such a file already", "name another") from None
    except OSError as error:
        raise CannotRun(f"{path}: cannot be written ({error.strerror})", "name another place") from None
    return Key(text.encode())
