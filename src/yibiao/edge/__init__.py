"""对外: the only floor that meets the outside: command line, HTTP. In: words of people. Out: replies, files.

Refuses: rules of its own; each verb gets the thing, asks whether it may, makes one call, replies.

"""
