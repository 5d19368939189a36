"""The database's shape over time: one file in `versions/` a change, applied by `serve.migrate`."""
