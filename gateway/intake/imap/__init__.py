"""Mail from mailboxes by IMAP: accept first, then note it, and only then flag or move it. The only door to imapclient.

`session` is a connection with bounds, `fetching` gets mails over it, `watching` goes on for ever.
"""
