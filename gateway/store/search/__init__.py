"""Finds tickets by words: in subjects, in what was written, by people's names and addresses, by number and token.

`words` says what a word is, for what is kept and for what is asked alike; `asked` reads what somebody typed;
`documents` says which words a ticket has; `shelf` puts them into the index of the database at hand, and finds them
there; `filling` does so in the background, after mail was taken; `forgetting` takes words out in the transaction that
takes the texts away; `finding` answers the console, by `scanning` where there is no index.

The newest tickets come first, and a search ends as soon as a page is full, however many tickets have a word. For that,
words are kept by window: so many tickets in a row have the same mark before each of their words, and a search goes from
window to window. Neither the beginnings of words nor PostgreSQL, which gathers all hits before it sorts them, ever meet
more than the hits of a few windows.
"""
