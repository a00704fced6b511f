"""Settings 设置: what the operator of an installation may switch, each with its reason. In: words. Out: values.

Refuses: names that `rules` does not know; personal data, which no setting holds.
"""
