"""Stories told by the clock: what a ticket's people are told, to the second, whatever ticks and however often."""
