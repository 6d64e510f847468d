"""What a mail is: reading it, writing it, and the names and marks that lead back to a ticket. Pure."""
