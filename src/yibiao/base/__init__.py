"""Words that every floor may use: frozen values, the problem catalogue, identifiers, clock, text, vault.

In: nothing of ours (base imports no other floor). Out: small frozen types and pure functions.

Refuses: Django, files of users.
"""
