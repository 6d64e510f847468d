"""Drills: faults made on purpose while mail comes in, each with what must hold all the same."""
