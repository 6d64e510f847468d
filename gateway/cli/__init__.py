"""The commands. Each prints what a person wants to see, or JSON lines with stable keys."""
