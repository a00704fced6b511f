from django.db import migrations, models


class Migration(migrations.Migration):
    """What was filled before keeps none: it is judged by its one area, as it was."""

    dependencies = [("forms", "0001_initial")]

    operations = [
        migrations.AddField("filled", "spans", models.JSONField(default=list)),
        migrations.AddField("export", "spans", models.JSONField(default=list)),
    ]
