"""The document that admins begin with where there are no rules yet. It is sound for every configuration."""

STARTER = """\
# The rules for new requests. They are looked at from the top down, once for each mail that opens a ticket; answers and
# notes are never touched. The first rule that matches is the last one, unless it says: go_on = true
#
# A rule has a name, conditions and actions:
#
#   [[rule]]
#   name = "Invoices go to billing"
#   when.subject = ["invoice", "فاکتور"]         # contains one of these; ي and ی, ك and ک, half spaces, case are alike
#   when.sender_domain = "customer.example"      # all of `when` must hold ...
#   unless.body = { word = "test" }              # ... and none of `unless`
#   from = "08:00"                               # optional: times of the day, or two days such as "1405-01-01"
#   until = "16:00"
#   then.department = "billing"
#   then.priority = "high"
#
# Conditions
#   recipient sender         an address or several; "*@customer.example" for all of a domain
#   sender_domain            with the domains below it
#   standing                 how far the mail proves its sender, at least: unproven bearer aligned bound proven
#   vip = true               the sender is on the list of very important people (see below)
#   open_tickets = 3         the sender has so many open tickets, or more
#   subject body header.NAME a text or several: contains one of them; or { contains = …, word = …, equals = …,
#                            glob = "*…*", regex = '…' }, all of which must hold; header.NAME = true: there is one
#   language                 "en" or "fa"
#   department type product priority     one or several; as the first lines of the mail and earlier rules have it
#   business_hours = true    the department works at the moment when the mail comes
#   attachment               true, false, or kinds: "pdf", "image/*"
#   larger_than smaller_than "5 MB"
#   spam_level = 3           the score that our own spam filter gave it, or more
#
# Actions
#   department priority type product     what the ticket gets
#   assign                   an agent, "round robin" or "least loaded"
#   tag                      a word or several that the ticket is found by
#   cc                       addresses of people who take part in the ticket from now on
#   answer                   the name of an [[answer]]: its words stand in the acknowledgement
#   acknowledge = false      no acknowledgement
#   hold = true              the mail waits for a person
#   spam = true              the ticket is spam; nobody hears of it
#
# `postroom rules check FILE` finds every mistake, `postroom rules try FILE` shows what would have become of past mail.

# vip = ["boss@customer.example", "*@bigcorp.example"]

[[answer]]
name = "holiday"
en = "Our office is closed these days. We answer when we are back."
fa = "دفتر ما این روزها تعطیل است. پس از بازگشت پاسخ می‌دهیم."

# The weeks around Nowruz: everybody is told that it takes longer.
[[rule]]
name = "Nowruz"
from = "1406-01-01"
until = "1406-01-13"
then.answer = "holiday"
go_on = true

# What says that it is urgent is looked at first.
[[rule]]
name = "Urgent words"
when.subject = ["urgent", "out of order", "فوری", "از کار افتاده"]
unless.priority = "urgent"
then.priority = "high"
then.tag = "urgent"
"""
