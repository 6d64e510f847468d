"""Stories: the real processes, real mail in, and a look at the ticket and at the mail that came back."""
