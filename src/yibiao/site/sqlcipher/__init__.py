"""The embedded database engine: Django's SQLite backend over the SQLCipher build. In: settings. Out: connections.

Refuses: see `base`.
"""
