"""Files of any make become records, or a sentence that says what to do."""

import gzip
import json

import pytest

from accueil.reference.importers.reading import UnreadableFile, read


def written(tmp_path, content, name="fichier"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path, **options):
    with pytest.raises(UnreadableFile) as caught:
        read(path, **options)
    return str(caught.value)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_whatever_its_separator(tmp_path, separator):
    text = "\ufeff" + separator.join(["code", "nom"]) + "\r\n"
    text += separator.join(["45234", '"Orléans, ville"']) + "\r\n\r\n"

    [record] = read(written(tmp_path, text))

    assert record.values == {"code": "45234", "nom": "Orléans, ville"}
    assert record.place == "ligne 2"


def test_a_compressed_table_is_read_without_its_name_saying_so(tmp_path):
    [record] = read(written(tmp_path, gzip.compress(b"code,nom\n01,Ain\n")))

    assert record.values == {"code": "01", "nom": "Ain"}


def test_a_line_of_the_wrong_length_says_so(tmp_path):
    [record] = read(written(tmp_path, "code,nom\n45234,Orléans,Loiret\n"))

    assert record.problems == [
        "3 cellules au lieu de 2 : vérifiez les guillemets et le séparateur."
    ]


def test_features_objects_and_lists_are_read(tmp_path):
    point = {"type": "Point", "coordinates": [1.9, 47.9]}
    feature = {"type": "Feature", "properties": {"code": "45"}, "geometry": point}
    collection = {"type": "FeatureCollection", "features": [feature]}

    [of_collection] = read(written(tmp_path, json.dumps(collection)))
    [of_list] = read(written(tmp_path, json.dumps([{"code": "45"}])))
    [alone] = read(written(tmp_path, json.dumps({"code": "45"})))

    assert (of_collection.values, of_collection.geometry) == ({"code": "45"}, point)
    assert of_list.values == alone.values == {"code": "45"}
    assert of_collection.place == "entité 1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "le fichier est vide"),
        ("code,nom\n", "aucune ligne"),
        ("code,code\n1,2\n", "deux colonnes portent le même nom"),
        ('code,nom\n1,"x\n', "CSV mal formé"),
        (b"code,nom\n1,\xe9\n", "UTF-8"),
        (b"\x1f\x8bfaux", "lecture impossible"),
        ('[{"population": NaN}]', "la valeur NaN n’est pas du JSON"),
        ('[{"population": ' + "1" * 5000 + "}]", "JSON mal formé"),
        ('{"type": ', "JSON mal formé, ligne 1"),
        ("[" * 100_000, "JSON trop imbriqué"),
        ('{"features": {}}', "aucune ligne"),
    ],
)
def test_an_unreadable_file_says_why(tmp_path, content, words):
    assert words in refusal(written(tmp_path, content))


def test_another_projection_is_refused_with_the_way_out(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    path = written(
        tmp_path, json.dumps({"crs": crs, "features": [{"type": "Feature"}]})
    )

    assert "reprojetez" in refusal(path)


def test_a_huge_file_is_refused_even_compressed(tmp_path):
    path = written(tmp_path, gzip.compress(b"code,nom\n" + b"1,x\n" * 1000))

    assert "découpez" in refusal(path, max_bytes=1000)


def test_a_missing_file_is_refused(tmp_path):
    assert "lecture impossible" in refusal(tmp_path / "absent.csv")


def test_what_is_no_object_is_kept_for_the_report(tmp_path):
    records = read(written(tmp_path, '[1, {"type": "Feature", "geometry": "x"}]'))

    assert [record.problems for record in records] == [
        ["ce n’est pas un objet JSON."],
        ["la géométrie n’est pas un objet GeoJSON."],
    ]
