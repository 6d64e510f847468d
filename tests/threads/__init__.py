"""A labelled set of threads: what people answer, by which client, in which language, with what damage, and where it
must land. `python -m tests.threads` prints what became of it.
"""
