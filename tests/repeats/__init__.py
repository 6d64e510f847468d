"""Pairs of mails of one person, each labelled: is the second one the same request again, or another one?"""
