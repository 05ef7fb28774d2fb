"""Count the words of the sheets published before their triggers existed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0006_public_words")]

    operations = [
        migrations.RunSQL("SELECT initiatives_recount_words()", migrations.RunSQL.noop)
    ]
