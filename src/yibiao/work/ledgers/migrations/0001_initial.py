"""The first tables of this room, as Django writes them. In: an empty database. Out: tables. Refuses: nothing."""

import django.db.models.deletion
from django.db import migrations, models

from yibiao.work.journal.fences import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnerKey",
            fields=[
                ("owner", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=120)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="journal.journalline")),
                (
                    "undone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.journalline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.CharField(db_index=True, max_length=36)),
                ("register", models.CharField(max_length=40)),
                ("verb", models.CharField(max_length=12)),
                ("version", models.IntegerField()),
                ("base", models.IntegerField()),
                ("elements", models.JSONField(default=list)),
                ("sealed", models.BinaryField(null=True)),
                ("proof", models.BinaryField(max_length=32)),
                ("batch", models.CharField(blank=True, db_index=True, default="", max_length=36)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="journal.journalline")),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=40)),
                ("values", models.JSONField(default=dict)),
                ("sealed", models.BinaryField(null=True)),
                ("stamps", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=1)),
                ("ended", models.CharField(blank=True, default="", max_length=12)),
                ("sequence", models.BigIntegerField(db_index=True)),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.area")),
                (
                    "master",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="details",
                        to="ledgers.record",
                    ),
                ),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="ledgers.ownerkey")),
            ],
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("blind", models.BinaryField(max_length=16)),
                ("element", models.CharField(max_length=80)),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="ledgers.record")),
            ],
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("element", models.CharField(max_length=80)),
                ("sealed", models.BinaryField(null=True)),
                ("state", models.CharField(default="open", max_length=12)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="journal.journalline")),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="ledgers.record")),
            ],
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["register", "area"], name="record_by_register_and_area"),
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(fields=["blind", "element"], name="identifier_by_blind"),
        ),
        append_only("ledgers_change"),
    ]
