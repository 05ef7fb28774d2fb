"""Every address of the site, made concrete on the small world of tests/world.py."""

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from initiatives.previews import preview_token
from tests.world import World

BBOX = "bbox=1.0,47.0,3.0,49.0&zoom="
QUERIES = [
    "", "q=cours", "q=canari", "theme=langue", "public=femmes", "competence=formation",
    "dispositif=defi", "type_porteur=association", "etat=en-cours", "departement=45",
    "territoire=45234", "territoire=QN04501M", "pres_de=orleans&rayon=50",
    "tri=recentes", "tri=verifiees", "page=2", "theme=inconnu", "inconnu=1",
    "pres_de=47.765432,1.876543&rayon=0.1",
]  # fmt: skip


# For readers whom lists do not look at: what they see must be what everybody sees.
FEW = ["", "q=canari", "departement=45"]


def named_routes(patterns=None, namespace: str = "") -> set[str]:
    """Names of every route outside the administration and the accounts package."""
    found = set()
    for pattern in patterns or get_resolver().url_patterns:
        route = str(pattern.pattern)
        if route in {"admin/", "compte/"}:
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            found |= named_routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.add(f"{namespace}{pattern.name}")
    return found


def public_addresses(world: World, queries=QUERIES) -> dict[str, list[str]]:
    """{route name: addresses}, for every public route, with these filters."""
    slugs = ["cours-publics", "accueil-de-nuit", "cours-voisins", world.draft_slug]
    places = [("region", "24"), ("departement", "45"), ("epci", "244500468"),
              ("commune", "45234"), ("quartier", "QN04501M")]  # fmt: skip
    actors = ["porteur-public", "foyer", world.hidden_slug]
    lists = {
        "home": [reverse("home")],
        "initiatives:list": [f"{reverse('initiatives:list')}?{q}" for q in queries],
        "initiatives:map-data": [
            f"{reverse('initiatives:map-data')}?{BBOX}{zoom}&{query}"
            for zoom in (8, 20)
            for query in queries
        ],
        "organisations": [
            f"{reverse('organisations')}?{query}"
            for query in ["", "q=porteur", "q=canari", "nature=association", "page=2",
                          "departement=45", "reseau=anvita", "inconnu=1"]
        ],
        "organisations-map-data": [
            f"{reverse('organisations-map-data')}?{BBOX}{zoom}" for zoom in (8, 20)
        ],
        "territories": [reverse("territories"), f"{reverse('territories')}?q=orl"],
        "suggestions": [f"{reverse('suggestions')}?q=orl"],
        "outlines": [reverse("outlines")],
        "initiatives:document": [],
        "initiatives:preview": [],
        "initiatives:preview-document": [],
    }  # fmt: skip
    sheets = {
        name: [reverse(name, args=[slug]) for slug in slugs]
        for name in ("initiatives:detail", "initiatives:pdf")
    }
    organisations = {
        "organisation": [reverse("organisation", args=[slug]) for slug in actors]
    }
    territories = {
        name: [reverse(name, args=place) for place in places]
        for name in ("territory", "territory-outline")
    }
    files = {
        f"initiatives:export-{extension}": [
            f"/initiatives/export.{extension}?{form}{query}"
            for form in forms
            for query in queries
        ]
        for extension, forms in {
            "xlsx": [""],
            "ods": [""],
            "csv": ["", "forme=machine&"],
            "geojson": [""],
        }.items()
    }
    lists |= files
    known = {**lists, **sheets, **organisations, **territories, **_api(world, queries)}
    return {**known, **_plain(known)}


def _api(world: World, filters) -> dict[str, list[str]]:
    """The API's lists in both formats with every filter, and its sheets."""
    listed = {
        f"api:{name}": [
            f"{reverse(f'api:{name}')}?{query}{more}"
            for query in queries
            for more in ("", "&format=geojson")
        ]
        for name, queries in {
            "initiatives": filters,
            "organisations": ["", "q=canari", "nature=association", "inconnu=1"],
            "territories": ["", "q=orl", "code=45234"],
        }.items()
    }
    return {
        **listed,
        "api:initiative": [
            reverse("api:initiative", args=[slug])
            for slug in ("cours-publics", "accueil-de-nuit", world.draft_slug)
        ],
        "api:organisation": [
            reverse("api:organisation", args=[slug])
            for slug in ("porteur-public", "foyer", world.hidden_slug)
        ],
        "api:territory": [reverse("api:territory", args=["commune", "45234"])],
        "api:vocabulary": [
            reverse("api:vocabulary", args=[kind])
            for kind in ("themes", "publics", "competences", "dispositifs", "reseaux")
        ],
        "api:nothing": ["/api/v1/rien/"],
    }


def _plain(known: dict) -> dict[str, list[str]]:
    """Routes that take no argument and are not spelt out above."""
    found = {}
    for name in named_routes() - set(known):
        try:
            found[name] = [reverse(name)]
        except NoReverseMatch:
            continue
    return found


def preview_address(world: World) -> str:
    return reverse("initiatives:preview", args=[preview_token(world.draft)])
