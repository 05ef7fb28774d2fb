"""Codes that files cite → territories already in the base, mergers followed."""

import shapely
from django.contrib.gis.db.models.functions import Envelope

from accueil.reference.importers.formats import Row, whole_commune
from accueil.reference.importers.report import Refusal
from accueil.reference.models import Territory

Kind = Territory.Kind
FRENCH = {Kind.REGION, Kind.DEPARTMENT, Kind.EPCI, Kind.COMMUNE, Kind.DISTRICT}
PARENT_KINDS = {
    "country": [Kind.COUNTRY],
    "region": [Kind.REGION, Kind.FOREIGN_REGION],
    "department": [Kind.DEPARTMENT],
    "epci": [Kind.EPCI],
    "communes": [Kind.COMMUNE],
}
REMEDIES = {
    "country": "importez d’abord les pays",
    "region": "importez d’abord les régions",
    "department": "importez d’abord les régions, puis les départements",
    "epci": "importez d’abord les EPCI (ordre : régions, départements, EPCI, communes)",
    "communes": "importez d’abord les communes, ou limitez l’import avec --region",
}
# Overseas collectivities: in Insee's list of communes, in no department or region.
COLLECTIVITIES = ("975", "977", "978", "984", "986", "987", "988", "989")

MARGIN = 0.2  # degrees: the outlines of regions are simplified


def department_of(commune: str) -> str:
    """Department of a commune's code: two characters, three overseas."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def department_of_district(district: str) -> str:
    """« QN04501M » → « 45 », « QP02A001 » → « 2A », « QP971001 » → « 971 »."""
    return district[2:5].removeprefix("0")


class Directory:
    """Every territory that rows of one kind may cite or update. Two queries."""

    def __init__(self, kind: str):
        self.kind = kind
        kinds = {kind, *(k for parents in PARENT_KINDS.values() for k in parents)}
        if kind != Kind.DISTRICT:
            kinds -= {Kind.COMMUNE} - {kind}
        self.current, self.former = {}, {}  # (kind, code): key
        self.codes, self.regions = {}, {}  # by key
        for pk, own, code, formers, region in Territory.objects.filter(
            kind__in=kinds
        ).values_list("pk", "kind", "code", "former_codes", "region"):
            self.current[own, code] = pk
            self.codes[pk] = code
            self.regions[pk] = region
            for former in formers:
                self.former[own, former] = pk
        boxes = Territory.objects.filter(kind=Kind.REGION, outline__isnull=False)
        self.boxes = {
            pk: shapely.box(*box.extent).buffer(MARGIN)
            for pk, box in boxes.values_list("pk", Envelope("outline"))
        }

    def find(self, code: str, kinds: list[str]) -> int | None:
        """Key of the territory whose code, current else former, is ``code``."""
        for known in (self.current, self.former):
            for kind in kinds:
                if (kind, code) in known:
                    return known[kind, code]
        return None

    def own(self, row: Row) -> int | None:
        """Key of the territory that ``row`` describes, None for a new one."""
        return self.find(row.code, [self.kind])

    def complete(self, row: Row) -> None:
        """Add the parents that follow from the code, when the file leaves them out."""
        if self.kind in FRENCH:
            row.parents["country"] = ["FR"]
        if self.kind == Kind.COMMUNE:
            row.parents.setdefault("department", [department_of(row.code)])
        if self.kind == Kind.DISTRICT:
            row.parents.setdefault("department", [department_of_district(row.code)])
            if "communes" in row.parents:
                places = {whole_commune(code) for code in row.parents["communes"]}
                row.parents["communes"] = sorted(places)
        if row.parents.get("department", [""])[0] in COLLECTIVITIES:
            row.parents.pop("department")
            row.parents.pop("region", None)

    def region_of(self, row: Row) -> str | None:
        """Code of the region of a completed row, as far as the base knows."""
        if self.kind == Kind.REGION:
            return row.code
        if "region" in row.parents:
            return row.parents["region"][0]
        department = self.find(row.parents.get("department", [""])[0], ["department"])
        return self.codes.get(self.regions.get(department))

    def resolve(self, row: Row) -> tuple[dict[str, list[int]], list[Refusal]]:
        """Keys of the parents of a completed row, and a refusal for each unknown."""
        keys, refusals = {}, []
        for parent, cited in row.parents.items():
            found = {code: self.find(code, PARENT_KINDS[parent]) for code in cited}
            keys[parent] = [key for key in found.values() if key]
            refusals += [
                Refusal(
                    row.place,
                    parent_label(parent),
                    f"« {code} » est inconnu : {REMEDIES[parent]}.",
                )
                for code, key in found.items()
                if not key
            ]
        if "region" not in keys and keys.get("department"):
            region = self.regions[keys["department"][0]]
            keys["region"] = [region] if region else []
        return keys, refusals + self._misplaced(row, keys.get("region"))

    def _misplaced(self, row: Row, region: list[int] | None) -> list[Refusal]:
        """A refusal for each shape outside of the region, if its outline is known."""
        box = self.boxes.get(region[0]) if region else None
        return [
            Refusal(
                row.place,
                "geometry",
                "hors de sa région : coordonnées inversées, ou mauvais code ?",
            )
            for shape in row.shapes.values()
            if box and not box.intersects(shape)
        ]


def parent_label(parent: str) -> str:
    return str(Territory._meta.get_field(parent).verbose_name)
