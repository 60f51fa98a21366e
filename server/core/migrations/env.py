"""How Alembic reaches the database: over the connection that `server.core.migrate` hands it."""

from alembic import context

from server.core.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
