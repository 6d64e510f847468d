"""The edge to the database. SQLAlchemy is used in this package only; rows never leave it, frozen values do."""
