"""A view of a house in which everything has happened once, so that every figure there is can be seen."""

import os
import platform
from datetime import UTC, datetime, timedelta

from gateway import meters
from gateway.health.view import Build, View
from gateway.meters import Board, Names, catalogue
from gateway.store.balance import Equation
from gateway.store.watch import Backlog, Books, MailboxState, Sizes

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
AGO = NOW - timedelta(seconds=90)


def busy_board() -> Board:
    """One process, this one, sits at it."""
    board = Board(catalogue(Names(("relay",), ("box",), ("address_brake",))), ("listener",))
    meters.sit(board, 0)
    meters.beat()
    meters.stand_up()
    assert board.lives()[0].pid == os.getpid()
    return board


def full_view(board: Board) -> View:
    boxes = (MailboxState("box", watched=True, taken=AGO), MailboxState("forgotten", watched=True, taken=AGO))
    return View(
        board=board,
        build=Build("1.0", platform.python_version(), "sqlite"),
        mailboxes=("box",),
        now=NOW,
        ready=True,
        backlog=Backlog(3, 1, AGO, 4, 5, AGO, AGO, 7, boxes),
        books=Books(Equation(10, 4, 1, {"ticket": 5, "reply": 1}), {"waiting": 9, "sent": 20, "parked": 2}),
        sizes=Sizes(1000, 500, 200),
        put_away=300,
        free=10**9,
        wanted=10**6,
        ages=(("backlog", 1.0), ("books", float("inf"))),
    )
