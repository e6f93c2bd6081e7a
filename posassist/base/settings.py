"""The owner's settings: one frozen record a group, read from TOML in the profile folder."""

import tomllib
from dataclasses import dataclass, field, fields

from posassist.base.errors import CatalogError
from posassist.base.i18n import N_
from posassist.base.paths import Profile


@dataclass(frozen=True, slots=True)
class Reconciling:
    """What the comparison may be told."""

    duplicate_minutes: int = field(
        default=10,
        metadata={"label": N_("Minutes in which an equal card sale counts as a possible double")},
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, a group each."""

    reconciling: Reconciling = field(default_factory=Reconciling)


def read_settings(profile: Profile) -> Settings:
    """Read the settings file; what it does not say keeps its default.

    Raises CatalogError naming the file and the entry when it is wrong.
    """
    try:
        text = profile.settings.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    try:
        table = tomllib.loads(text)
        group = table.get("reconciling", {})
        known = {each.name for each in fields(Reconciling)}
        unknown = set(group) - known | set(table) - {"reconciling"}
        if unknown or not all(isinstance(value, int) for value in group.values()):
            raise ValueError(", ".join(sorted(unknown)) or "value")  # noqa: TRY301
        return Settings(Reconciling(**group))
    except (ValueError, TypeError, AttributeError) as wrong:
        raise CatalogError(
            N_("The settings file {file} is wrong: {detail}"),
            N_("Correct the named entry, or remove the file to return to the defaults."),
            file=profile.settings.name,
            detail=str(wrong),
        ) from wrong
