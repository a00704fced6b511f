"""数据流: file → read → standardise → link → keep, and ask → fill → file. Pure Python, no Django, no network.

In: bytes, the standard, sessions and the clock as arguments. Out: plans and workbooks. Refuses: to write to the ledger.
"""
