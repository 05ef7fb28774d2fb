"""The map's index holds what filters by commune, lead and stage look at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0003_private_changes")]

    operations = [
        migrations.RemoveIndex("initiative", "initiative_on_map"),
        migrations.AddIndex(
            "initiative",
            models.Index(
                models.F("map_x"),
                models.F("map_y"),
                condition=models.Q(
                    ("public_location__isnull", False), ("status", "published")
                ),
                include=("id", "commune", "lead", "stage"),
                name="initiative_on_map",
            ),
        ),
    ]
