"""报送: admitted forms answered for every area, confirmed, frozen. In: a number, a filing. Out: what a page shows.

    forming    number → the form as it is read now, its questions
    opening    a period opened: the answers of all areas in one pass
    keeping    answers anew, confirmed with what the file will hold, the file itself again
    showing    a filing through a person's view

Refuses (`ProblemError`): what the rooms and flow refuse.
"""
