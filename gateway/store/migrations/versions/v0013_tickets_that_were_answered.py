"""An index of the tickets that were answered: how long a department takes is measured for each acknowledgement, however
many tickets wait.
"""

import sqlalchemy as sa

from gateway.store.migrations import large

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    answered = sa.text("first_response IS NOT NULL")
    where = {"sqlite_where": answered, "postgresql_where": answered}
    large.create_index("ix_ticket_answered", "ticket", ["department", "created", "first_response"], **where)
