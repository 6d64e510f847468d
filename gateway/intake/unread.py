"""Why a mail was not read: its own fault, the machine's, or only not yet."""


class Unreadable(Exception):
    """A mail that the child could not read; says why in words fit for the ledger."""


class Unexplained(Unreadable):
    """The child ended, and nobody is left who could tell how."""


class NoReader(Exception):
    """No child could be started: the machine is in trouble, not the mail."""


class Busy(Exception):
    """This mail takes long, and it is not its turn: another one that does is being read, or all processors are wanted
    by others. It is read another time.
    """
