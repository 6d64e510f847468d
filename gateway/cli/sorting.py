"""What every import ends with: its mails are brought to their outcomes. And the bars that show how far it is."""

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..app import App
from ..store import balance
from . import desk
from .roles import Roles


def sort(app: App, roles: Roles, ids: list[int]) -> dict[str, int]:
    """Workers of our own until every one of these mails has its outcome or is parked; a running Postroom helps."""
    if not ids:
        return {}
    with progress() as bar:
        task = bar.add_task("sorting", total=len(ids))
        for left in roles.work_off(app, ids):
            bar.update(task, completed=len(ids) - left)
    with app.database.read() as connection:
        return balance.outcomes_of(connection, ids)


def progress() -> Progress:
    """On a terminal only."""
    columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=desk.err, disable=not desk.err.is_terminal)
