"""A district of N people beside the rivals; `python -m bench.district --help`. In: a number of people. Out: docs."""
