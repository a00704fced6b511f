"""来表即填: a department's form on a person's screen. In: an upload, an area, a day. Out: what it asks, filled.

    reading   upload → matched, corrected, learned
    filling   matched + a person at work → a filled sheet that waits, sealed
    telling   what was understood, as JSON for a page
    sight     how the filled sheet looks, cell by cell, and where each came from
    behind    one number → the records behind it; one value → who wrote it
    words     keywords → a table of rows or a number

Refuses (`ProblemError`): what the rooms and flow refuse; nothing of its own.
"""
