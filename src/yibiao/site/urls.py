"""The addresses of the site. In: a path. Out: the API; pages come with the web app."""

from django.urls import path

from yibiao.edge.http.api import api

urlpatterns = [path("api/", api.urls)]
