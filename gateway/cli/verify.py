"""`postroom verify`: the store looks at itself, while everything runs, and changes nothing."""

from datetime import UTC, datetime
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from ..config import Config
from ..places import make_places
from ..store.backup.progress import Step
from ..store.checks import CHECKS, Depth, Place, Result, run
from ..store.database import Database
from . import desk
from .backup_shown import bar, print_results
from .options import ConfigPath, Json
from .roles import Roles

Quick = Annotated[bool, Parameter(negative="", help="Do not read the bytes of mails and attachments.")]


def add(program: Program, roles: Roles) -> None:
    @program.command
    def verify(*, quick: Quick = False, config: ConfigPath = None, json: Json = False) -> None:
        """Check that nothing is lost or contradicts itself: mails, tickets, notices, attachments, and their bytes.

        A running Postroom does not mind, and nothing is changed. Ends with 1 and a line for each thing that is wrong;
        what is merely left over is told and is no fault.
        """
        loaded = desk.load(config)
        with desk.database(loaded) as database:
            results = _asked(database, loaded.config, Depth.QUICK if quick else Depth.WHOLE)
        print_results(results, json)
        damaged = any(result.damaged for result in results)
        if not json and not damaged:
            print("nothing is lost, and nothing contradicts itself")
        raise SystemExit(1 if damaged else 0)


def _asked(database: Database, config: Config, depth: Depth) -> tuple[Result, ...]:
    blobs, segments = (config.state / "blobs", config.state / "spool") if database.sqlite else (None, None)
    place = Place(database.read, blobs, segments, depth, datetime.now(UTC), make_places(config, database))
    results = []
    with bar() as told:
        for done, each in enumerate(CHECKS):
            told(Step("checks", done, len(CHECKS)))
            results.append(run(each, place))
        told(Step("checks", len(CHECKS), len(CHECKS)))
    return tuple(results)
