"""What people wrote is found among the notices that are due, however many those are."""

import sqlalchemy as sa

from gateway.store.migrations import large

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    answers = sa.text("state = 'waiting' AND voice = 'human'")
    large.create_index("ix_notice_answers", "notice", ["state", "due"], sqlite_where=answers, postgresql_where=answers)
