"""A slash parts words in the document that is searched: written anew, with its index."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

from initiatives.models.expressions import SearchDocument


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0009_cover_map_pixels")]

    operations = [
        migrations.RemoveIndex("initiative", "initiative_search"),
        migrations.RemoveField("initiative", "search"),
        migrations.AddField(
            "initiative",
            "search",
            models.GeneratedField(
                db_persist=True,
                expression=SearchDocument("title", "summary", "context", "description"),
                output_field=SearchVectorField(),
            ),
        ),
        migrations.AddIndex("initiative", GinIndex("search", name="initiative_search")),
    ]
