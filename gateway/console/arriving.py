"""Who makes a request: read from the cookie, in the transaction that the policy in force is read in, too."""

from datetime import datetime

from starlette.requests import Request

from ..policy import Policy
from ..store import guests, rosters, visits
from ..store.in_force import in_force
from ..store.visits import VisitRow
from ..tickets.people import Agent
from .page import LANGUAGES, Desk, Upload, Visit

LANGUAGE = "language"  # the cookie of who chose one
GUEST_PATH = "/r"  # below which the pages of people who wrote to us are
HERE = 1000  # characters of a path and query that are remembered


def cookie_name(desk: Desk) -> str:
    """A name with this beginning is only taken over TLS, and by nobody else on the domain (RFC 6265bis 4.1.3.2)."""
    return "__Host-postroom" if desk.secure else "postroom"


def guest_cookie(desk: Desk) -> str:
    """That of a person who proved their address: it goes to their own pages only (`GUEST_PATH`)."""
    return "__Secure-postroom-guest" if desk.secure else "postroom-guest"


def arrive(desk: Desk, request: Request, form: dict[str, str], files: tuple[Upload, ...]) -> Visit:
    """Raises Unavailable."""
    held, theirs = request.cookies.get(cookie_name(desk), ""), request.cookies.get(guest_cookie(desk), "")
    now = desk.clock.now()
    with desk.database.read() as connection:
        policy = in_force(connection, desk.policy, now)
        everybody = rosters.organised(connection, desk.policy)
        row = visits.current(connection, held, now) if held else None
        guest = guests.current(connection, theirs, now) if theirs else None
    agent = policy.agent_named(row.agent) if row else None
    if row and agent and now - row.seen > visits.SEEN:
        _see(desk, row, now)
    return Visit(
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        form=form,
        files=files,
        policy=policy,
        everybody=everybody,
        now=now,
        language=_language(request, agent, policy),
        agent=agent,
        row=row if agent else None,
        here=f"{request.url.path}?{request.url.query}".rstrip("?")[:HERE],
        peer=request.client.host if request.client else "",
        browser=request.headers.get("user-agent", ""),
        partial=request.headers.get("hx-request") == "true",
        chosen=next((each for each in LANGUAGES if each == request.cookies.get(LANGUAGE)), ""),
        guest=guest,
    )


def _see(desk: Desk, row: VisitRow, now: datetime) -> None:
    desk.database.write(lambda connection: visits.see(connection, row.name, now))


def _language(request: Request, agent: Agent | None, policy: Policy) -> str:
    """Chosen, or the agent's, or the browser's first that we have, or the first department's."""
    asked = (request.cookies.get(LANGUAGE, ""), agent.language if agent else "")
    spoken = (part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    wanted = (*asked, *spoken, policy.departments[0].language)
    return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])
