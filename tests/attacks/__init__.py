"""What attackers try, in one process: real bytes in, real parsing, deciding, storing and sending."""
