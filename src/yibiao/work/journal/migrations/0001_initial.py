"""The first tables of this room, as Django writes them. In: an empty database. Out: tables. Refuses: nothing."""

from django.db import migrations, models

from yibiao.work.journal.fences import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("sequence", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="JournalLine",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("id", models.CharField(max_length=36, unique=True)),
                ("moment", models.DateTimeField()),
                ("device_moment", models.DateTimeField(null=True)),
                ("actor", models.CharField(db_index=True, max_length=150)),
                ("verb", models.CharField(max_length=60)),
                ("room", models.CharField(max_length=40)),
                ("subject", models.CharField(db_index=True, max_length=80)),
                ("purpose", models.CharField(max_length=200)),
                ("payload", models.JSONField(default=dict)),
                ("reply", models.JSONField(null=True)),
                ("writer", models.CharField(max_length=150)),
                ("key", models.CharField(max_length=120, null=True)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("writer", "key"), name="journal_key_once_a_writer")],
            },
        ),
        append_only("journal_journalline"),
    ]
