"""Users, groups and locked logins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from timeline.admin.site import desk

if TYPE_CHECKING:
    Users = UserAdmin[User]
else:
    Users = UserAdmin


@admin.register(User, site=desk)
class UserScreen(Users):
    """Who administers accounts makes nobody, also not themselves, mightier than the groups are."""

    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "in_groups", "last_login")
    list_filter = ("is_active", "is_staff", "groups")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users = super().get_queryset(request).prefetch_related("groups")
        return users if cast("User", request.user).is_superuser else users.filter(is_superuser=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(str(field) for field in super().get_readonly_fields(request, obj))
        return fields if cast("User", request.user).is_superuser else (*fields, "is_superuser", "user_permissions")

    @admin.display(description=_("groups"))
    def in_groups(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())


@admin.register(Group, site=desk)
class GroupScreen(GroupAdmin):
    """Only who is above all groups changes what a group may do; others see it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return cast("User", request.user).is_superuser and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return cast("User", request.user).is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return cast("User", request.user).is_superuser and super().has_delete_permission(request, obj)


desk.register(AccessAttempt, AccessAttemptAdmin)
