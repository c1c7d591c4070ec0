"""What a raster picture says besides its pixels."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from evaluation.disclosure.leak_scan.text import Text, Unreadable, sentences

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
_OF_PIXELS = frozenset("IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT pHYs bKGD hIST".split())  # noqa: SIM905
_PLAIN_SEGMENTS = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0})
_COMMENT, _SCAN = 0xFE, 0xDA
_EXPECTED = "a picture without it: metadata may name a camera, a place or a person"


def picture_texts(content: bytes, where: str) -> Iterator[Text | Unreadable]:
    """Yield the texts in the metadata of a PNG or JPEG picture; metadata that is no plain text is unreadable."""
    read = _png_texts if content.startswith(PNG) else _jpeg_texts
    try:
        yield from read(content, where)
    except (struct.error, zlib.error, IndexError, ValueError):
        yield Unreadable(where, "is a damaged picture", "", "a whole PNG or JPEG file")


def _png_texts(content: bytes, where: str) -> Iterator[Text | Unreadable]:
    place, kind = len(PNG), ""
    while place < len(content) and kind != "IEND":
        length, name = struct.unpack(">I4s", content[place : place + 8])
        kind, body = name.decode("latin-1"), content[place + 8 : place + 8 + length]
        place += 12 + length
        if kind in ("tEXt", "zTXt", "iTXt"):
            yield from sentences(f"{where}, {kind}", " ".join(_png_text(kind, body)))
        elif kind not in _OF_PIXELS:
            yield Unreadable(where, "holds metadata", kind, _EXPECTED)
    if kind != "IEND" or place != len(content):
        yield Unreadable(where, "is not a whole picture, or more than one", "", "nothing behind the picture")


def _png_text(kind: str, body: bytes) -> tuple[str, ...]:
    keyword, _, rest = body.partition(b"\0")
    name = keyword.decode("latin-1")
    if kind == "tEXt":
        return name, rest.decode("latin-1")
    if kind == "zTXt":
        return name, _inflated(rest[1:]).decode("latin-1")
    is_compressed, rest = rest[0], rest[2:]
    _, translated, words = rest.split(b"\0", 2)
    return name, translated.decode("utf-8"), (_inflated(words) if is_compressed else words).decode("utf-8")


def _inflated(body: bytes) -> bytes:
    inflating = zlib.decompressobj()
    words = inflating.decompress(body)
    if not inflating.eof:
        raise ValueError("cut off")
    return words


def _jpeg_texts(content: bytes, where: str) -> Iterator[Text | Unreadable]:
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no segment")
        kind = content[place + 1]
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        body = content[place + 4 : place + 2 + length]
        place += 2 + length
        if kind == _COMMENT:
            yield from sentences(f"{where}, comment", body.decode("utf-8"))
        elif kind not in _PLAIN_SEGMENTS or (kind == 0xE0 and not body.startswith(b"JFIF\0")):
            name = "EXIF" if body.startswith(b"Exif") else f"segment {kind:X}"
            yield Unreadable(where, "holds metadata", name, _EXPECTED)
        if kind == _SCAN:
            break
    if not content.endswith(b"\xff\xd9") or content.index(b"\xff\xd9", place) != len(content) - 2:
        yield Unreadable(where, "is not a whole picture, or more than one", "", "nothing behind the picture")
