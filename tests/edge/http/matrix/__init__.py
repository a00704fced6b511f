"""The authorisation matrix: every endpoint of the OpenAPI document, asked by everybody about everybody.

scene.py    four homes with values that stand nowhere else, and the people who ask
oracle.py   who may read what in clear, by hand from decision 0004: no rule of the product is imported
probes.py   how each endpoint is asked about one home
scan.py     which of the values stand in a reply, whatever its format
"""
