"""The worst files under the limits: what reading them costs, in a process of its own.

Each costs as much as the limits let it; the figures are those of the house: 300 MB
above the idle process, 5 seconds of processor.
"""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.files import (
    XML,
    archive,
    cell,
    changed,
    geojson,
    grid,
    members,
    noise,
    ods,
    row,
    table,
    texts,
    with_sheet,
)

pytestmark = pytest.mark.slow

MOST_MEGABYTES = 300
MOST_SECONDS = 5.0
READ = """
import sys, time
from pathlib import Path
import django
from django.conf import settings
settings.configure()
from accueil.exchange.reading import read_table
from accueil.exchange.tables import UnreadableFile
import accueil.exchange.cells

def peak():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024

idle, start = peak(), time.process_time()
try:
    said = f"{len(read_table(Path(sys.argv[1]).read_bytes(), 'f').lines)} lignes"
except UnreadableFile as error:
    said = str(error)
print(round(peak() - idle), round(time.process_time() - start, 2), said)
"""
HEADER = row(cell("nom"), cell("ville"))
DICE = random.Random(1)


def words(number: int) -> list[str]:
    return [f"{DICE.randrange(10**8)}" for _ in range(number)]


def full_xlsx() -> bytes:
    """5 000 rows of 100 different texts."""
    names = [f"c{n}" for n in range(100)]
    return grid(names, *(words(100) for _ in range(5_000)))


def wide_xlsx() -> bytes:
    """As many cells as the tags allow, each a text of its own."""
    lines = "".join(texts(n, *words(99)) for n in range(1, 10_000))
    return with_sheet(lines)


def shared_xlsx() -> bytes:
    """Two million empty shared texts, which nothing uses."""
    return with_sheet(texts(1, "a", "b"), "<si><t/></si>" * 1_900_000 + noise(200_000))


def long_xlsx() -> bytes:
    """A text of 30 000 characters in all the cells that the limits allow."""
    line = "<row>{}</row>".format('<c t="s"><v>0</v></c>' * 100)
    shared = f"<si><t>{'x' * 30_000}</t></si>{noise(1_000)}"
    return with_sheet(line * 13 + noise(2_000), shared)


def empty_xlsx() -> bytes:
    """Cells that are empty, by the million."""
    return with_sheet(("<row>" + "<c/>" * 100 + "</row>") * 55_000 + noise(200_000))


def padded_xlsx() -> bytes:
    """What LibreOffice writes when whole columns are styled."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 1_048_577)
    )
    return with_sheet(texts(1, "nom", "ville") + rows)


def far_xlsx() -> bytes:
    return with_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def many_rows() -> bytes:
    return grid(["nom", "ville"], *(["a", n] for n in range(200_000)))


def many_sheets() -> bytes:
    """A list of sheets that fills its part."""
    book = members(grid(["a", "b"]))["xl/workbook.xml"].decode()
    more = "".join(f'<sheet name="{n}" sheetId="{n}"/>' for n in range(60_000))
    return changed(
        grid(["a", "b"]),
        **{"xl/workbook.xml": book.replace("<sheets>", f"<sheets>{more}")},
    )


def many_styles() -> bytes:
    styles = members(grid(["a"]))["xl/styles.xml"].decode()
    more = '<xf numFmtId="14"/>' * 3_500_000 + noise(900_000)
    return changed(
        grid(["a", "b"]),
        **{"xl/styles.xml": styles.replace("</cellXfs>", f"{more}</cellXfs>")},
    )


def merged_xlsx() -> bytes:
    book = grid(["a", "b"], ["c", "d"])
    sheet = members(book)["xl/worksheets/sheet1.xml"].decode()
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 1_900_000 + noise(800_000)
    end = f"</sheetData><mergeCells>{merged}</mergeCells>"
    sheet = sheet.replace("</sheetData>", end)
    return changed(book, **{"xl/worksheets/sheet1.xml": sheet})


def heavy_member() -> bytes:
    """A hundred megabytes in one attribute of a sheet."""
    return with_sheet(f'<row r="1" x="{"a" * 90_000_000}"/>{noise(1_000_000)}')


def ratio() -> bytes:
    return changed(grid(["a", "b"]), **{"xl/worksheets/sheet1.xml": b" " * 99_000_000})


def repeated_ods() -> bytes:
    """As many cells as the sheets of a workbook may have, in few bytes."""
    big = row(cell("abcdefgh", times=100), times=5_000)
    return ods(*(table(HEADER, big, name=f"F{n}") for n in range(4)))


def empty_ods() -> bytes:
    line = row(*(cell(kind="") for _ in range(100)))
    return ods(table(HEADER, line * 24_000), noise(900_000))


def spaces_ods() -> bytes:
    return ods(
        table(HEADER, row(cell('<text:s text:c="9999"/>')) * 4_000), noise(9_000)
    )


def members_zip() -> bytes:
    return archive({str(n): b"" for n in range(50_000)})


def one_sheet_of_noise() -> bytes:
    return archive({"mimetype": b"a", "content.xml": XML + noise(4_900_000)})


def csv_lines() -> bytes:
    return b"a\n" * 5_000_000


def csv_delimiters() -> bytes:
    return b"nom;ville\n" + b";" * 10_000_000


def csv_quotes() -> bytes:
    return b'nom;ville\n"' + b'""' * 5_000_000


def csv_cells() -> bytes:
    return b"\n".join(
        [b";".join([b"nom"] * 100)] + [b"ab;" * 33 + b"x" * 1_900] * 5_000
    )


def csv_one_cell() -> bytes:
    return b'nom;ville\na;"' + b"x\n" * 5_000_000 + b'"'


def json_numbers() -> bytes:
    return (
        b'{"type":"Feature","geometry":null,"properties":{"a":['
        + b"1.5," * 2_600_000
        + b"1]}}"
    )


def json_texts() -> bytes:
    return (
        b'{"type":"Feature","geometry":null,"properties":{"a":['
        + b'"\\u00e9",' * 1_150_000
        + b"1]}}"
    )


def json_keys() -> bytes:
    keys = ",".join(f'"{n}":0' for n in range(950_000))
    return f'{{"type":"Feature","geometry":null,"properties":{{{keys}}}}}'.encode()


def json_parts() -> bytes:
    return b'{"type":"FeatureCollection","features":[' + b"{}," * 3_400_000 + b"{}]}"


def json_vertices() -> bytes:
    line = {"type": "LineString", "coordinates": [[n / 7, 1] for n in range(150_000)]}
    return geojson({"type": "Feature", "geometry": line, "properties": {}})


BOMBS = [
    *(full_xlsx, wide_xlsx, shared_xlsx, long_xlsx, empty_xlsx, padded_xlsx, far_xlsx),
    *(many_rows, many_sheets, many_styles, merged_xlsx, heavy_member, ratio),
    *(repeated_ods, empty_ods, spaces_ods, members_zip, one_sheet_of_noise),
    *(csv_lines, csv_delimiters, csv_quotes, csv_cells, csv_one_cell),
    *(json_numbers, json_texts, json_keys, json_parts, json_vertices),
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_the_worst_files_cost_little(bomb, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(bomb())

    done = subprocess.run(
        [sys.executable, "-c", READ, file],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    megabytes, seconds, said = done.stdout.split(maxsplit=2)
    print(f"{bomb.__name__}: {megabytes} MB, {seconds} s, {said}")  # noqa: T201
    assert int(megabytes) < MOST_MEGABYTES
    assert float(seconds) < MOST_SECONDS
