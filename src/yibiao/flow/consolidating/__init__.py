"""并: a pile of departments' forms → what they share, what to cancel or merge, one master table. In: forms. Out: plans.

Refuses: nothing with an exception; a file that cannot be read is listed with its problem and nothing else suffers.
"""
