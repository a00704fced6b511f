"""Whether the house knows its own names. In: the settings. Out: yes or no. Refuses: nothing.

Issuer and return addresses are built from the name that a request asked for; it must be one of ours.
"""

from __future__ import annotations

from django.conf import settings


def any_host() -> bool:
    """Whether any name does: YIBIAO_HOSTS=* is for trying out in one's own network."""
    return "*" in settings.ALLOWED_HOSTS
