"""The first tables. A new database gets them from `store/schema` and is stamped; later steps start from this mark."""

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to do: no database was ever without them."""
