"""Whether this process answers. In: nothing. Out: the version. Refuses: to tell anything about data."""

from django.http import HttpRequest
from ninja import Router, Schema

from yibiao import __version__

router = Router(tags=["health"])


class Health(Schema):
    """What a watchman needs to see."""

    status: str
    version: str


@router.get("", response=Health)
def health(request: HttpRequest) -> Health:
    return Health(status="ok", version=__version__)
