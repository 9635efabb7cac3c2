"""The bytes of a file of event data, unpacked as they are read and never all at once.

A file may be plain, gzipped or zipped; which one is told by its first bytes.
What is cut short, fails its checksum, or unpacks to absurd size is refused.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from standoff.errors import CommandError

BLOCK: Final = 1 << 20
"""Bytes that are handed on at a time, unpacked."""
MOST_RATIO: Final = 150
"""How many times its packed size a file may have; event data have 5 to 60."""
SMALL: Final = 100_000_000
"""Unpacked bytes up to which the ratio does not matter."""

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK"
_READ: Final = 1 << 18


class Source:
    """A file of event data: its packed bytes, and how far they have been read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = _size(path)
        self.passed, self.total = 0, self.size
        """Bytes read so far, and all there are; of a zipped file, those within."""

    def blocks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes in blocks.

        Raises
        ------
        CommandError
            If the file cannot be read or unpacked, to its very end.
        """
        self.passed = 0
        try:
            with self.path.open("rb") as file:
                start = file.read(4)
                file.seek(0)
                yield from self._bounded(self._unpacked(file, start))
        except OSError as error:
            raise CommandError(f"{self.path} cannot be read: {error.strerror}.") from None

    def digest(self) -> str:
        """Return the SHA-256 of the file as it lies there."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _unpacked(self, file: IO[bytes], start: bytes) -> Iterator[bytes]:
        if start.startswith(_GZIP):
            return self._gunzipped(file)
        if start.startswith(_ZIP):
            return self._unzipped(file)
        return self._read(file, BLOCK)

    def _read(self, file: IO[bytes], size: int) -> Iterator[bytes]:
        while block := file.read(size):
            self.passed += len(block)
            yield block

    def _gunzipped(self, file: IO[bytes]) -> Iterator[bytes]:
        """Unpack gzip, of which several may follow each other, checksums and all."""
        member = zlib.decompressobj(wbits=31)
        for block in self._read(file, _READ):
            rest, is_more_inside = block, False
            while rest or is_more_inside:
                if member.eof:
                    # zeros may fill up the end of a file
                    rest = rest.lstrip(b"\0")
                    if not rest:
                        break
                    member = zlib.decompressobj(wbits=31)
                try:
                    out = member.decompress(rest, BLOCK)
                except zlib.error:
                    raise self._damaged("is damaged") from None
                is_more_inside = len(out) == BLOCK
                rest = member.unused_data if member.eof else member.unconsumed_tail
                yield out
        if not member.eof:
            raise self._damaged("is cut short")

    def _unzipped(self, file: IO[bytes]) -> Iterator[bytes]:
        """Unpack the one file in a zip archive."""
        try:
            with zipfile.ZipFile(file) as archive:
                member = self._member(archive)
                self.total = member.file_size
                with archive.open(member) as unpacked:
                    yield from self._read(unpacked, BLOCK)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise self._damaged("is damaged or cut short") from None
        except (NotImplementedError, RuntimeError):
            raise CommandError(
                f"{self.path} is packed in a way that cannot be read here, or is encrypted. "
                "Unpack it first."
            ) from None

    def _member(self, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
        """Return the one file of an archive."""
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1:
            raise CommandError(
                f"{self.path} holds {len(members) or 'no'} files. "
                "A zipped file of event data holds one; unpack it and import each by itself."
            )
        name = members[0].filename
        if "/" in name or "\\" in name or name.startswith("."):
            raise CommandError(
                f"{self.path} holds the file '{name}', whose name leads into a folder. "
                "A zipped file of event data holds one without a folder; unpack it first."
            )
        return members[0]

    def _bounded(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Refuse what unpacks to many times its size, as no event data do."""
        total = 0
        for block in blocks:
            total += len(block)
            if total > SMALL and total > MOST_RATIO * self.size:
                raise CommandError(
                    f"{self.path} has {self.size:,} bytes and unpacks to more than {total:,}, "
                    "as no event data do. Unpack it yourself if you trust it."
                )
            yield block

    def _damaged(self, what: str) -> CommandError:
        return CommandError(
            f"{self.path} {what}: it cannot be unpacked to its end. Nothing was imported. "
            "Get the file again."
        )


def _size(path: Path) -> int:
    """Return the size of a file, or say why there is none to read."""
    if not path.exists():
        raise CommandError(f"There is no file {path}.")
    if not path.is_file():
        raise CommandError(f"{path} is not a file, so it cannot be imported.")
    size = path.stat().st_size
    if size == 0:
        raise CommandError(f"{path} is empty. Get the file again.")
    return size
