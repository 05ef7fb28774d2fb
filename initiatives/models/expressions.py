"""What the database derives from an initiative: search document, words, map pixel."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, IntegerField, Subquery, TextField, Value
from django.db.models.functions import Concat, Replace

# Web Mercator at zoom 20: the world is 2**28 pixels wide, which a 4-byte integer holds.
MAP_ZOOM = 20
WORLD_PIXELS = 256 * 2**MAP_ZOOM


def SearchDocument(title, summary, context, description):
    """French full text, title first; « context » holds names of actor and commune."""
    return (
        SearchVector(_words_apart(title), config="accueil_fr", weight="A")
        + SearchVector(_words_apart(summary), config="accueil_fr", weight="B")
        + SearchVector(_words_apart(context), config="accueil_fr", weight="B")
        + SearchVector(_words_apart(description), config="accueil_fr", weight="D")
    )


def _words_apart(field: str) -> Replace:
    """« Emploi/logement » is two words; PostgreSQL would read the path of a file."""
    return Replace(F(field), Value("/"), Value(" "), output_field=TextField())


def FoldedWords(title, context):
    """Title and names, folded, for searches that tolerate typing errors."""
    return Func(
        Concat(F(title), Value(" "), F(context), output_field=TextField()),
        function="accueil_fold",
        output_field=TextField(),
    )


class EachWord(Func):
    """The words of a folded text, as an array."""

    function = "string_to_array"
    output_field = ArrayField(TextField())

    def __init__(self, folded: str):
        super().__init__(folded, Value(" "))


class CountOf(Subquery):
    """How many rows a query has."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class MercatorPixel(Func):
    """Pixel of a WGS84 point at zoom 20, from the north-west corner; NULL for none."""

    output_field = IntegerField()

    def __init__(self, point: str, *, axis: str):
        super().__init__(point, function=f"accueil_pixel_{axis}")
