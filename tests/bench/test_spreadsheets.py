"""The bench of spreadsheets runs, on few rows."""

from accueil.bench import spreadsheets
from tests.bench.test_bench import migrated  # noqa: F401 a fixture

ROWS = 50


def test_spreadsheets(migrated):  # noqa: F811 the fixture
    said = []

    found = spreadsheets.run([ROWS], said.append, template=migrated)

    assert len(found) == 6 * 3
    assert all(measure.value > 0 for measure in found)
    assert said[0] == "50 fiches : écriture…"
    assert said[1] == "50 fiches : COPY vers csv…"
