"""Postroom: an email-driven ticketing gateway. `docs/flow.md` tells the life of a mail."""
