"""Servers that stand in for ones which tests cannot have."""
