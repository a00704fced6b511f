"""A batch knows the day of its source's word. In: batches without. Out: the same, day unknown. Refuses: nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="day",
            field=models.DateField(null=True),
        ),
    ]
