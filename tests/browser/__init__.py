"""The pages in a real browser: looked at, walked by keyboard, cut off from the network.

Who does what, and the journey that walks it:

    grid worker                       test_ledger (find, look, change, add, leave, check), test_offline (the same without network)
    community secretary, street clerk test_forms (a form dropped, read, corrected, looked into, kept, taken), test_ask (plain words)
    department officer                test_officer (what a grant names; numbers only under a grant of statistics)
    leader                            test_ask (numbers, and decides what waits), test_forms (numbers only)
    data officer                      test_office (people, grants, standard, imports), test_piles (forms)
    auditor                           test_journal (lines, who read whom, the chain)
    everybody                         test_account (password, sessions, duties), test_frame (signing in, language, keyboard)
    operator, neighbours              test_sign_on (the pages under /admin/; the city's provider, consent for another system)

test_every_page measures each page of the app's table, in both sizes and both languages.
"""
