"""Fictional actors say so; the communes of a quarter are public data too."""

from django.db import migrations, models

from accueil.common.triggers import bump_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0005_private_changes"),
    ]

    operations = [
        migrations.RunSQL(*bump_triggers("reference_territory_communes")),
        migrations.AlterModelOptions(
            name="network",
            options={
                "ordering": ["position", "name"],
                "verbose_name": "réseau",
                "verbose_name_plural": "réseaux",
            },
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="is_fictional",
            field=models.BooleanField(
                default=False,
                help_text="Montré comme tel ; jamais dans les données ouvertes.",
                verbose_name="exemple fictif",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="is_fictional",
            field=models.BooleanField(
                default=False,
                help_text="Montré comme tel ; jamais dans les données ouvertes.",
                verbose_name="exemple fictif",
            ),
        ),
    ]
