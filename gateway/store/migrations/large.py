"""What is done to tables that may be large, so that those who work on them meanwhile hardly wait."""

from typing import Any

import sqlalchemy as sa
from alembic import context as environment
from alembic import op

_BROKEN = sa.text(
    "SELECT true FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = :name AND NOT indisvalid"
)
_TIMEOUT = sa.text("SELECT set_config('lock_timeout', :wait, false)")


def create_index(name: str, table: str, columns: list[str], **where: Any) -> None:
    """On PostgreSQL while others write (CREATE INDEX CONCURRENTLY), which cannot stand in a transaction: what the step
    did before is committed by it, so that a step begins with its indexes. What an attempt left half done, the next one
    makes anew. It waits for the transactions of others, however long; they do not wait for it.
    """
    context = op.get_context()
    if context.dialect.name != "postgresql" or environment.config.attributes.get("alone"):
        op.create_index(name, table, columns, **where)
        return
    with context.autocommit_block():
        connection = op.get_bind()
        before = connection.scalar(sa.text("SHOW lock_timeout"))
        connection.execute(_TIMEOUT, {"wait": "0"})
        if connection.scalar(_BROKEN, {"name": name}):
            op.drop_index(name, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, if_not_exists=True, **where)
        connection.execute(_TIMEOUT, {"wait": before})
