"""Zip archives weighed before anything opens them: workbooks are archives."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from accueil.exchange.reading.limits import (
    CHUNK,
    MIB,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_SMALL,
    MOST_UNZIPPED,
    Limits,
    grouped,
)
from accueil.exchange.tables import UnreadableFile

RESAVE = "Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
DAMAGED = f"Ce fichier est abîmé ou incomplet. {RESAVE}"
ENCRYPTED = "Ce fichier est protégé par un mot de passe : retirez-le, puis réessayez."
END_OF_DIRECTORY = 22  # bytes, without its comment
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
RATIO_FROM = 64 * 1024  # small members compress well without being bombs
FORBIDDEN = [b"<!DOCTYPE", b"<!ENTITY"]


@dataclass(frozen=True)
class Archive:
    """``content`` whose directory and members were checked."""

    content: bytes
    members: dict[str, zipfile.ZipInfo]

    def chunks(self, name: str) -> Iterator[bytes]:
        """What ``name`` holds, never more than its directory says."""
        info = self.members[name]
        packed = memoryview(self.content)[_start(self.content, info) :]
        packed = packed[: info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            yield from _stored(packed, info)
        else:
            yield from _inflated(packed, info)

    def read(self, name: str) -> bytes:
        """All that a small part holds: the list of the sheets, the kind of document."""
        if self.members[name].file_size > MOST_SMALL:
            raise UnreadableFile(DAMAGED)
        return b"".join(self.chunks(name))


def open_archive(content: bytes, limits: Limits) -> Archive:
    """Check the directory, then each member by reading it once. Keeps nothing."""
    _refuse_many(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as directory:
            infos = directory.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableFile(DAMAGED) from None
    _check_directory(infos)
    archive = Archive(content, {info.filename: info for info in infos})
    _check_members(archive, limits)
    return archive


def _refuse_many(content: bytes) -> None:
    """The number of members that the end of the archive announces."""
    end = content.rfind(b"PK\5\6")
    if end < 0 or len(content) < end + END_OF_DIRECTORY:
        raise UnreadableFile(DAMAGED)
    if struct.unpack_from("<H", content, end + 10)[0] > MOST_MEMBERS:
        _too_many()


def _too_many() -> None:
    raise UnreadableFile(
        f"Ce classeur contient plus de {grouped(MOST_MEMBERS)} parties : gardez la "
        "seule feuille à importer."
    )


def _check_directory(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        _too_many()
    if len({info.filename for info in infos}) < len(infos):
        raise UnreadableFile(DAMAGED)
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableFile(ENCRYPTED)
    known = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if any(info.compress_type not in known for info in infos):
        raise UnreadableFile(f"Compression inhabituelle. {RESAVE}")
    if sum(info.file_size for info in infos) > MOST_UNZIPPED:
        raise UnreadableFile(
            f"Une fois décompressé, ce fichier dépasse {MOST_UNZIPPED // MIB} Mo : "
            "gardez la seule feuille à importer, et supprimez les lignes vides mises "
            "en forme."
        )
    for info in infos:
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > RATIO_FROM and ratio > MOST_RATIO:
            raise UnreadableFile(
                f"Partie « {info.filename[:60]} » compressée plus de {MOST_RATIO} "
                "fois : supprimez les lignes et colonnes vides mises en forme, ou "
                "enregistrez en .csv."
            )


def _check_members(archive: Archive, limits: Limits) -> None:
    tags = 0
    for name in archive.members:
        tail = b""
        first = True
        for chunk in archive.chunks(name):
            if first and chunk.startswith(b"PK\3\4"):
                raise UnreadableFile(
                    f"Ce fichier en contient un autre (« {name[:60]} ») : supprimez "
                    "l’objet incorporé, ou envoyez le tableau seul."
                )
            first = False
            if not name.endswith((".xml", ".rels")):
                continue
            tags += chunk.count(b"<")
            joined = tail + chunk
            if any(word in joined for word in FORBIDDEN):
                raise UnreadableFile(
                    f"Partie « {name[:60]} » : déclaration XML interdite. {RESAVE}"
                )
            tail = chunk[-16:]
        if tags > limits.tags:
            raise UnreadableFile(
                "Trop de cellules, vides ou non : supprimez les lignes et colonnes "
                "vides mises en forme, ou enregistrez la feuille en .csv."
            )


def _start(content: bytes, info: zipfile.ZipInfo) -> int:
    """Where the data of ``info`` begin: after a header of variable length."""
    try:
        header = LOCAL_HEADER.unpack_from(content, info.header_offset)
    except struct.error:
        raise UnreadableFile(DAMAGED) from None
    start = info.header_offset + LOCAL_HEADER.size + header[9] + header[10]
    if header[0] != b"PK\3\4" or start + info.compress_size > len(content):
        raise UnreadableFile(DAMAGED)
    return start


def _stored(packed: memoryview, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.file_size != info.compress_size:
        raise UnreadableFile(DAMAGED)
    for at in range(0, len(packed), CHUNK):
        yield bytes(packed[at : at + CHUNK])


def _inflated(packed: memoryview, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """zipfile would stop at the announced size; other readers go on to the end."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    rest: bytes | memoryview = packed
    try:
        while not engine.eof:
            chunk = engine.decompress(rest, CHUNK)
            rest = engine.unconsumed_tail
            size += len(chunk)
            if size > info.file_size or not (chunk or rest or engine.eof):
                raise UnreadableFile(DAMAGED)
            yield chunk
    except zlib.error:
        raise UnreadableFile(DAMAGED) from None
    if size != info.file_size:
        raise UnreadableFile(DAMAGED)
