"""Feedback reports about spam (RFC 5965): told from delivery reports, which they resemble."""

from .mime import Part


def is_complaint(root: Part) -> bool:
    if root.type.get("report-type").lower() == "feedback-report":
        return True
    return any(child.content_type == "message/feedback-report" for child in root.children)
