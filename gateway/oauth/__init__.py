"""OAuth 2.0 for mailboxes and relays: signing in once, and a token that is good whenever one is needed.

`provider` is whom we ask, `asking` one request with bounds, `device` and `browser` the two ways of signing in, `tokens`
what everybody else uses. What was given lies in files below the state folder, never in the database.
"""
