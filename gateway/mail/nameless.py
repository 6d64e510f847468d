"""File names for parts that came without one, so that programs know what they are."""

_BY_TYPE = {
    "text/calendar": "invite.ics",
    "text/plain": "text.txt",
    "text/html": "text.html",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "application/pdf": "document.pdf",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pgp-signature": "signature.asc",
    "message/delivery-status": "report.txt",
    "message/rfc822": "mail.eml",
}
_ENDINGS = {"svg+xml": "svg", "x-icon": "ico"}  # where the form is not the ending


def name_for(content_type: str) -> str:
    """ "" for types that say nothing of a file's form."""
    kind, _, form = content_type.partition("/")
    known = _BY_TYPE.get(content_type, "")
    return known or (f"{kind}.{_ENDINGS.get(form, form)}" if kind in ("image", "audio", "video") else "")
