"""What every reply tells the browser: nothing from elsewhere, no frames but our own, no guessing of types.

In: a reply. Out: the same with headers. Refuses: nothing. Source: OWASP Secure Headers; no unsafe-inline anywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'",
        "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "object-src 'none'", "base-uri 'none'",
        "form-action 'self'", "frame-ancestors 'self'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
}


class Headers:
    """Outermost, so that refusals and files have them too; replies of the API are kept by nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reply = self.get_response(request)
        onward = getattr(reply, "form_action", "")
        if onward:  # the consent page: its form leads, by way of us, to the system that asked
            policy = POLICY.replace("form-action 'self'", f"form-action 'self' {onward}")
            reply.headers.setdefault("Content-Security-Policy", policy)
        for name, value in HEADERS.items():
            reply.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            reply.headers.setdefault("Cache-Control", "no-store")
        return reply
