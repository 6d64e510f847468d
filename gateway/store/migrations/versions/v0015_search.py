"""Words of tickets, for the search."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables are empty: they are filled in the background, for as long as that takes."""
    op.create_table(
        "search_part",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("words", sa.LargeBinary().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    )
    op.create_index(
        "ix_search_part_words",
        "search_part",
        ["words"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
        sqlite_where=sa.text("0"),
    )
    op.create_table(
        "search_place",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False, server_default=""),
    )
    op.create_table(
        "search_due",
        sa.Column("ticket", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    )
