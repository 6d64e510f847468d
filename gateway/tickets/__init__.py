"""What a ticket is: people, the ticket, its changes and its life. Pure."""
