"""Departments' databases and addresses, read only. In: how a source is reached. Out: a list as CSV."""
