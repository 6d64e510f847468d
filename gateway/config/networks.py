"""Addresses and networks, as keys of the configuration hold them."""

import ipaddress


def known_networks(value: tuple[str, ...]) -> tuple[str, ...]:
    """Raises ValueError where one of them cannot be read."""
    for each in value:
        try:
            ipaddress.ip_network(each, strict=False)
        except ValueError:
            raise ValueError("should hold addresses and networks, such as 10.0.0.7 or 10.0.0.0/8") from None
    return value
