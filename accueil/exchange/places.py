"""Where a row stands, in a spreadsheet: columns, rules, and how it is written."""

from decimal import Decimal

from django.contrib.gis.geos import Point

from accueil.exchange.cells import CellError, Value
from accueil.exchange.columns import Kind
from accueil.exchange.fields import Field, axis, choice, simple
from accueil.exchange.model_resource import ModelResource
from accueil.exchange.references import References
from accueil.exchange.resources import Draft
from accueil.reference.models import Placed

PLACE = {"latitude", "longitude"}
PRECISIONS = {str(label): value for value, label in Placed.Precision.choices}
COMMUNE_LEVEL = str(Placed.Precision.COMMUNE.label)
CENTRE = "centre de la commune"  # why a place found by its commune alone is discreet
FRANCE = (Decimal(41), Decimal("51.5"), Decimal(-6), Decimal(10))  # south … east


def place_fields() -> list[Field]:
    """The exact position is private; the public one is another column, never read."""
    return [
        simple(
            "commune",
            "Code de la commune",
            "commune__code",
            kind=Kind.CODE,
            help="Code officiel géographique (Insee), ou nom d’une seule commune.",
            figures=5,
            aliases=("Commune", "Code Insee", "Insee", "Ville"),
            max_length=100,
        ),
        simple("nom_commune", "Nom de la commune", "commune__name", computed=True),
        simple(
            "departement",
            "Département",
            "commune__department__code",
            kind=Kind.CODE,
            computed=True,
        ),
        simple("adresse", "Adresse", "address", private=True, max_length=200, width=40),
        simple(
            "latitude",
            "Latitude",
            axis("location", "Y"),
            places=7,
            kind=Kind.DECIMAL,
            private=True,
            help="Position exacte, en degrés (WGS 84). Jamais publiée telle quelle "
            "si le lieu est discret.",
            aliases=("lat", "y"),
        ),
        simple(
            "longitude",
            "Longitude",
            axis("location", "X"),
            places=7,
            kind=Kind.DECIMAL,
            private=True,
            aliases=("lon", "lng", "long", "x"),
        ),
        simple(
            "latitude_publique",
            "Latitude publique",
            axis("public_location", "Y"),
            places=5,
            kind=Kind.DECIMAL,
            computed=True,
            help="Celle du site : au point de la commune si le lieu est discret.",
        ),
        simple(
            "longitude_publique",
            "Longitude publique",
            axis("public_location", "X"),
            places=5,
            kind=Kind.DECIMAL,
            computed=True,
        ),
        choice("precision", "Précision publiée", "precision", Placed.Precision.choices),
        simple(
            "raison",
            "Raison de la discrétion",
            "precision_reason",
            private=True,
            max_length=200,
        ),
        simple(
            "hebergement",
            "Lieu d’hébergement",
            "is_shelter",
            kind=Kind.BOOLEAN,
            private=True,
            help="Un tel lieu n’est publié qu’à la commune.",
        ),
    ]


class PlacedResource(ModelResource):
    """Of a model that stands somewhere."""

    references: References

    def prepare(self) -> None:
        self.references = References()

    def fill(self, row: Placed, values: dict[str, Value]) -> set[str]:
        rest = {
            name: value
            for name, value in values.items()
            if name not in {*PLACE, "commune"}
        }
        touched = super().fill(row, rest)
        if "commune" in values:
            code = values["commune"]
            row.commune = self.references.commune(code) if code else None
            touched.add("commune")
        if PLACE & values.keys():
            row.location = _point(row.location, values)
            touched.add("location")
        return touched


def _point(old: Point | None, values: dict[str, Value]) -> Point | None:
    """From both coordinates; the one that the file lacks stays as it is."""
    east = values.get("longitude", old and old.x)
    north = values.get("latitude", old and old.y)
    if east is None or north is None:
        return None
    return Point(float(east), float(north), srid=4326)


# --- Rules


def check_place(draft: Draft, references: References) -> None:
    """Add errors and notes; the commune becomes its code, and may give the point."""
    if text := draft.values.get("commune"):
        draft.attempt("commune", lambda: references.commune(text).code)
    if "latitude" not in draft.errors and "longitude" not in draft.errors:
        _coordinates(draft, references)
    _discretion(draft)


def _coordinates(draft: Draft, references: References) -> None:
    """Both or none, on Earth and not swapped; else the commune's point."""
    north, east = draft.value("latitude"), draft.value("longitude")
    if (north is None) != (east is None):
        alone = "longitude" if east is None else "latitude"
        draft.errors[alone] = "Il manque une coordonnée : donnez les deux, ou aucune."
    elif north is not None:
        _on_earth(draft, north, east)
    elif draft.stored is None and draft.values.get("commune"):
        _at_commune(draft, references)


def _on_earth(draft: Draft, north: Decimal, east: Decimal) -> None:
    south, top, west, right = FRANCE
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        draft.errors["latitude"] = (
            "Pas des degrés : latitude de -90 à 90, longitude de -180 à 180."
        )
    elif south <= east <= top and west <= north <= right:
        draft.errors["latitude"] = (
            f"Coordonnées inversées ? Latitude {east}, longitude {north}."
        )
    elif not (south <= north <= top and west <= east <= right):
        draft.notes["latitude"] = "Hors de la France métropolitaine."


def _at_commune(draft: Draft, references: References) -> None:
    try:
        point = references.commune(draft.values["commune"]).location
    except CellError:
        return
    if point is None:
        return
    draft.values["latitude"] = Decimal(str(round(point.y, 7)))
    draft.values["longitude"] = Decimal(str(round(point.x, 7)))
    if not draft.values.get("precision"):
        draft.values["precision"] = COMMUNE_LEVEL
        draft.values["raison"] = draft.values.get("raison") or CENTRE
    draft.notes["latitude"] = "Placée au centre de la commune."


def _discretion(draft: Draft) -> None:
    precision = PRECISIONS.get(draft.value("precision") or "", "exact")
    if draft.value("hebergement") and precision != Placed.Precision.COMMUNE:
        draft.errors.setdefault(
            "precision",
            "Un lieu d’hébergement se publie à la commune : écrivez « commune ».",
        )
    elif precision != Placed.Precision.EXACT and not draft.value("raison"):
        draft.errors.setdefault(
            "raison", "Dites pourquoi la position n’est pas publiée exactement."
        )
