"""Run by Alembic for every upgrade; the connection comes from `store/migrate`, which holds the lock."""

from alembic import context

from gateway.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
