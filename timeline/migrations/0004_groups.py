"""The groups of the people at the desk, and what each of them may do.

Permissions are usually made after all migrations have run; here they are made first, so that a fresh database has its
groups complete. An administrator may give a group more or less afterwards: this runs once.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

READER = "reader"
CURATOR = "curator"
EDITOR = "editor"
ADMINISTRATOR = "administrator"

_ONLY_EDITORS = {"publish_event", "merge_event", "take_down_document", "assign_document"}
_ONLY_ADMINISTRATORS = {"mentionrelation", "eventrelation", "eventparticipant", "mentionparticipant", "decision"}
"""Rows that follow from others: nobody needs a form for them."""


def _granted(group, permission):
    """Whether the group has the permission of the app."""
    action, _, model = permission.codename.partition("_")
    if group == ADMINISTRATOR:
        return True
    if permission.codename in _ONLY_EDITORS:
        return group == EDITOR
    if action == "view":
        return True
    return group in (CURATOR, EDITOR) and action in ("add", "change") and model not in _ONLY_ADMINISTRATORS


def make_groups(apps, schema_editor):
    database = schema_editor.connection.alias
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for label in ("timeline", "auth", "axes"):
        config = apps.get_app_config(label)
        config.models_module = True  # the state of a migration has none, and without one nothing is made
        create_permissions(config, verbosity=0, apps=apps, using=database)
        config.models_module = None
    permissions = Permission.objects.using(database).filter(content_type__app_label="timeline")
    own = [p for p in permissions.select_related("content_type") if "historical" not in p.content_type.model]
    accounts = Permission.objects.using(database).filter(
        content_type__app_label="auth", content_type__model__in=("user", "group")
    )
    locks = Permission.objects.using(database).filter(
        content_type__app_label="axes", codename__in=("view_accessattempt", "delete_accessattempt")
    )
    for name in (READER, CURATOR, EDITOR, ADMINISTRATOR):
        group, _ = Group.objects.using(database).get_or_create(name=name)
        group.permissions.add(*(permission for permission in own if _granted(name, permission)))
        if name == ADMINISTRATOR:
            group.permissions.add(*accounts, *locks)


def keep_groups(apps, schema_editor):
    """People may be in them."""


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0003_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, keep_groups)]
