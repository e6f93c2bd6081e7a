"""A provider of payments as the catalogue knows it, and what its response codes mean."""

from dataclasses import dataclass
from enum import StrEnum

from posassist.domain.words import Words


class CodeOutcome(StrEnum):
    """What a response code says became of a sale; `attention` says nothing about the sale."""

    APPROVED = "approved"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class ResponseCode:
    """A response code: its outcome, its meaning, and who or what comes next."""

    code: str
    outcome: CodeOutcome
    meaning: Words
    next: str


@dataclass(frozen=True, slots=True)
class ExportWindow:
    """For how many days a provider shows its records, and how many one query gives."""

    keeps_days: int
    query_days: int


UNKNOWN_CODE = ResponseCode(
    code="",
    outcome=CodeOutcome.UNKNOWN,
    meaning=Words("程序不认识这个应答码", "The program does not know this code"),
    next="query",
)
