"""Settings, addresses, the ASGI application: what Django needs to start. In: the environment. Out: a running site."""
