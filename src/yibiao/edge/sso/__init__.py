"""Single sign-on over OpenID Connect, both ways. `entering`: the city's word opens an account here; `lending`: our word
opens one elsewhere. In: browsers and other servers. Out: sessions, id tokens. Refuses: see each.
"""
