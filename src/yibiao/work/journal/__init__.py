"""留痕: who did what, when and why, in one hash-chained journal. In: entries from the rooms above. Out: lines in order.

The journal is also the change feed: the sequence numbers have no gaps and follow the commits, because there is one
writer at a time. Refuses: changing or removing a line, in code and in the database.
"""
