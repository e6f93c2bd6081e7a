"""What something kept elsewhere knows of the books and of what they printed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last event of a shop's log at some time: its hash and its place."""

    hash: str
    length: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """The digests of what was printed before, and the head of each shop's log."""

    digests: frozenset[str]
    heads: Mapping[int, ChainHead]
