"""List the providers the program knows, the owner's own files included."""

from posassist.base.paths import Profile
from posassist.catalog.providers import COMPARE, Provider, providers

__all__ = ["COMPARE", "known_providers"]


def known_providers(profile: Profile) -> tuple[Provider, ...]:
    """Return every provider, in the order of their ids."""
    return providers(own=profile.root)
