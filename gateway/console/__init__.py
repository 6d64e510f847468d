"""The web console: what eyes do better than mail. An edge like the listener's: its pages gather, the pure core decides,
the unit of work applies. What an agent does here to a ticket is written as a mail of theirs and goes the way of all
mail (`handing_in`), so the console knows no order and no change that mail does not know.

`site` puts it together: a request is guarded (`guarding`), whoever makes it is found by their cookie (`arriving`), the
page in the registry (`pages`) answers with a value, and `looks` makes HTML of it.
"""
