"""Alembic runs the steps on the connection it is handed; new steps are drafted from the tables."""

from alembic import context

from posassist.store import tables

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=tables.shop.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
