"""The history of this room's tables, as Django writes it. In: nothing. Out: nothing. Refuses: nothing."""
