"""The command line, for clerks and operators: one file a verb, the same words as the library."""
