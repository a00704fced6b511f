"""The HTTP face: one file a noun, four-line routes: get the thing, may you, one call, reply. In: requests. Out: JSON.

Refuses: rules of its own. Only what holds no personal data is here so far: health and the data standard.
"""
