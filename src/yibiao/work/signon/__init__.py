"""Single sign-on 单点登录: whose word about a person counts here, and which systems get ours. In: words. Out: rows.

Refuses: addresses without TLS; secrets are sealed or hashed and never shown again.
"""
