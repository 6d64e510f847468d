"""One request from its bytes to the bytes of its answer: the form is read within its limits, whoever asks is found,
the page is asked in a thread (it waits for the database), and what it answers becomes HTML.
"""

import traceback
from http import HTTPStatus
from urllib.parse import quote

from anyio import current_time, sleep, to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from .. import maillog
from ..store.database import Unavailable
from ..store.guests import LASTS
from .arriving import GUEST_PATH, arrive, cookie_name, guest_cookie
from .guarding import TooLarge
from .looks import html
from .page import (
    NOT_FOUND,
    Access,
    Answer,
    Desk,
    Download,
    Framed,
    Moved,
    Page,
    Shown,
    Upload,
    Visit,
    refused,
)

FIELDS = 1000  # of one form: a department has a box for each agent
FILES = 20
DIGITS = 18  # of a number in a path; longer ones are none of ours, and no database has room for them
FIELD = 1_000_000  # octets of one field: the text of an answer, a whole document of rules
A_YEAR = 31_536_000  # seconds

# A frame may not even do what the page around it may: no script, no form, no picture from elsewhere, no origin.
FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
FILE_POLICY = "sandbox; default-src 'none'"


class Counter:
    """Answers the requests for one page."""

    def __init__(self, desk: Desk, page: Page) -> None:
        self._desk = desk
        self._page = page

    async def answer(self, request: Request) -> Response:
        try:
            form, files = await _form(request) if request.method == "POST" else ({}, ())
        except (HTTPException, TooLarge):
            return Response("this form cannot be read\n", HTTPStatus.BAD_REQUEST, media_type="text/plain")
        began = current_time()
        response = await to_thread.run_sync(self._serve, request, form, files)
        if self._page.discreet and self._desk.pace:
            # The next of the moments: less work and more work end at the same one. Nothing waits meanwhile but they.
            await sleep((began - current_time()) % self._desk.pace)
        return response

    def _serve(self, request: Request, form: dict[str, str], files: tuple[Upload, ...]) -> Response:
        return serve(self._desk, self._page, request, form, files)


def serve(desk: Desk, page: Page | None, request: Request, form: dict[str, str], files: tuple[Upload, ...]) -> Response:
    """`page` None: there is none. Trouble with the database is a page of its own, and mail goes on meanwhile."""
    try:
        visit = arrive(desk, request, form, files)
        answer = _answer(desk, page, visit, request.method)
        return _response(desk, visit, answer)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        return _bare(HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be reached. No mail is lost; try again soon.")
    except Exception as error:
        name = page.name if page else "none"
        last = traceback.extract_tb(error.__traceback__)[-1]
        maillog.page_failed(name, f"{type(error).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}")
        return _bare(HTTPStatus.INTERNAL_SERVER_ERROR, "This page failed. What happened stands in the log.")


def _answer(desk: Desk, page: Page | None, visit: Visit, method: str) -> Answer:
    if page is None or any(each.isdecimal() and len(each) > DIGITS for each in visit.path.values()):
        return NOT_FOUND
    if not visit.may(page.access):
        if visit.agent is None:
            return Moved(f"/sign-in?to={quote(visit.here, safe='')}" if method == "GET" else "/sign-in")
        return refused(HTTPStatus.FORBIDDEN)
    if page.access is Access.ADMIN and not visit.proven:
        return Moved(f"/second-factor?to={quote(visit.here if method == 'GET' else '/', safe='')}")
    handler = page.post if method == "POST" else page.get
    return handler(desk, visit) if handler else NOT_FOUND


def _response(desk: Desk, visit: Visit, answer: Answer) -> Response:
    match answer:
        case Shown():
            return HTMLResponse(html(desk, visit, answer), answer.status)
        case Moved():
            return _moved(desk, answer)
        case Framed():
            return HTMLResponse(
                answer.html, headers={"content-security-policy": FRAME_POLICY, "x-frame-options": "SAMEORIGIN"}
            )
        case Download():
            name = quote(answer.name.encode("utf-8", "replace"), safe="")
            headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
            headers["content-security-policy"] = FILE_POLICY
            return Response(answer.content, headers=headers, media_type="application/octet-stream")


def _moved(desk: Desk, answer: Moved) -> Response:
    response = RedirectResponse(answer.to, HTTPStatus.SEE_OTHER)
    for name, value in answer.cookies.items():
        age, path = _kept(desk, name)
        response.set_cookie(
            name, value, max_age=age if value else 0, path=path, secure=desk.secure, httponly=True, samesite="lax"
        )
    return response


def _kept(desk: Desk, cookie: str) -> tuple[int, str]:
    """For how many seconds, and for which pages."""
    if cookie == cookie_name(desk):
        return desk.config.console.session_hours * 3600, "/"
    if cookie == guest_cookie(desk):
        return int(LASTS.total_seconds()), GUEST_PATH
    return A_YEAR, "/"


def _bare(status: HTTPStatus, words: str) -> Response:
    return Response(f"{words}\n", status, media_type="text/plain")


async def _form(request: Request) -> tuple[dict[str, str], tuple[Upload, ...]]:
    """The last value of each field, with "\\n" as line end; files that have a name or a content."""
    fields: dict[str, str] = {}
    files: list[Upload] = []
    async with request.form(max_fields=FIELDS, max_files=FILES, max_part_size=FIELD) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                content = await value.read()
                if value.filename or content:
                    files.append(Upload(value.filename or "", value.content_type or "", content))
            else:
                fields[name] = value.replace("\r\n", "\n").replace("\r", "\n")
    return fields, tuple(files)
