"""Whether a redirect leads from the internet into the network in which the wall stands. Not what is asked there."""

import ipaddress
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from dashboard.poll.resolve import Resolver


async def leads_inside(before: str, after: str, resolver: Resolver) -> bool:
    """Whether a host of the internet sends us to one that is not of it. What config.toml names itself may be anywhere.

    A host that has no address at all leads nowhere. What is found here is what is asked a moment later.
    """
    first, second = urlsplit(before).hostname or "", urlsplit(after).hostname or ""
    if first == second:
        return False
    with suppress(OSError, ValueError):
        return all_public(await resolver.addresses(first)) and not all_public(await resolver.addresses(second))
    return False


def all_public(addresses: Iterable[str]) -> bool:
    """Whether each of these addresses is one of the internet's."""
    return all(is_public(address) for address in addresses)


def is_public(address: str) -> bool:
    """Whether it is an address of the internet's, and not of this machine, this network or nobody."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_global
