"""台账: records, their changes, identifiers and conflicts, and the columnar mirror. In: plans. Out: views of records.

Refuses: writes without an idempotency key, without the right to the area, or against a stale version of a field.
"""
