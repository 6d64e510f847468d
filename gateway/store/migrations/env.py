"""Run by Alembic for every upgrade; the connection comes from `store/migrate`, which holds the lock.

On SQLite all steps are one transaction, which is open already; on PostgreSQL each step is one.
"""

from alembic import context

from gateway.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
