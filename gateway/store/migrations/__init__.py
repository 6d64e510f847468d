"""Steps from one version of the tables to the next (Alembic). New databases are made from the schema at once."""
