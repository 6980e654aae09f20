"""ZIP archives: what lies in them, within limits that hold while they are unpacked, whatever they declare."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from timeline.intake.refusals import Refused

MAX_ENTRIES = 1_000
MAX_UNPACKED = 100_000_000
"""Bytes of all entries together."""
MAX_ENTRY = 20_000_000
MAX_RATIO = 100
"""How many times over an entry may be packed: text has 3 to 10, a zip bomb 1,000."""
_SMALL = 1_000_000
"""Below this an entry may be packed as tightly as it likes."""
_CHUNK = 65_536
_UNWANTED = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive: its bytes, or why it is not taken. `name` is for people and leads nowhere."""

    name: str
    data: bytes = b""
    refused: Refused | None = None


def unpack(data: bytes) -> Iterator[Entry]:
    """The files of a ZIP archive, one after the other; nothing is written to disk.

    A file that cannot be taken comes with its reason. Raises Refused for an archive that cannot be taken at all, also
    after some of its files, when the limit for all of them is reached.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            entries = [entry for entry in entries if not _UNWANTED.search(entry.filename.replace("\\", "/"))]
            if not entries:
                raise Refused("archive_empty")
            if len(entries) > MAX_ENTRIES:
                raise Refused("archive_entries", limit=MAX_ENTRIES)
            left = MAX_UNPACKED
            for entry in entries:
                try:
                    content = _content(archive, entry, left)
                except Refused as refused:
                    if refused.code == "archive_size":
                        raise
                    yield Entry(safe_name(entry.filename), refused=refused)
                    continue
                left -= len(content)
                yield Entry(safe_name(entry.filename), content)
    except Refused:
        raise
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise Refused("archive_damaged") from None


def safe_name(name: str) -> str:
    """A name from outside, for people to read: without drive, without parents, without characters that are not seen.

    >>> safe_name("..\\\\..\\\\C:\\\\x/../a.txt")
    'C/x/a.txt'
    """
    parts = [_UNSEEN.sub("", part).replace(":", "").strip() for part in name.replace("\\", "/").split("/")]
    kept = [part for part in parts if part.strip(".")]
    return str(PurePosixPath(*kept))[:200] if kept else "?"


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    if entry.flag_bits & 0x1:
        raise Refused("archive_encrypted")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("archive_link")
    parts, size = [], 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > left:
                    raise Refused("archive_size", limit=MAX_UNPACKED // 1_000_000)
                if size > MAX_ENTRY:
                    raise Refused("file_too_large", limit=MAX_ENTRY // 1_000_000)
                if size > _SMALL and size > MAX_RATIO * max(entry.compress_size, 1):
                    raise Refused("archive_ratio", limit=MAX_RATIO)
                parts.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refused("archive_damaged") from None
    return b"".join(parts)
