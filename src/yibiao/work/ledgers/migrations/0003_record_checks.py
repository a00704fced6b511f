"""A record knows which values were found unchanged, and when. In: records without. Out: the same, nothing checked yet.

Refuses: nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0002_batch_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="checks",
            field=models.JSONField(default=dict),
        ),
    ]
