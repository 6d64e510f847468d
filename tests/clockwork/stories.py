"""The table of stories, theme by theme."""

from . import (
    stories_bounces,
    stories_business,
    stories_desks,
    stories_hours,
    stories_leads,
    stories_mornings,
    stories_nodes,
    stories_people,
    stories_promise,
    stories_repeats,
    stories_window,
    stories_words,
)
from .story import Story

STORIES: tuple[Story, ...] = (
    *stories_window.STORIES,
    *stories_business.STORIES,
    *stories_words.STORIES,
    *stories_promise.STORIES,
    *stories_leads.STORIES,
    *stories_hours.STORIES,
    *stories_bounces.STORIES,
    *stories_desks.STORIES,
    *stories_people.STORIES,
    *stories_repeats.STORIES,
    *stories_mornings.STORIES,
    *stories_nodes.STORIES,
)
