"""Puts the console together: what guards it, its pages, its files."""

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from .guarding import Asgi, Guard
from .looks import STATIC
from .page import Desk
from .pages import PAGES
from .serving import Counter, serve

OVERHEAD = 1024 * 1024  # octets of a form around its files


def site(desk: Desk) -> Asgi:
    """The ASGI application."""
    routes: list[Route | Mount] = [
        Route(page.path, Counter(desk, page).answer, methods=list(page.methods), name=page.name) for page in PAGES
    ]
    routes.append(Mount("/static", _Kept(directory=STATIC), name="static"))

    async def lost(request: Request, error: Exception) -> Response:
        return await to_thread.run_sync(serve, desk, None, request, {}, ())

    inner = Starlette(routes=routes, exception_handlers={404: lost, 405: lost})
    return Guard(inner, desk.config.console.address, desk.config.listener.max_size + OVERHEAD)


class _Kept(StaticFiles):
    """Files whose address changes with what is in them."""

    def file_response(self, *args: object, **named: object) -> Response:
        response = super().file_response(*args, **named)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
