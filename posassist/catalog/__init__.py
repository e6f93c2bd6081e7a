"""The typed catalogue: formats, letters, jurisdictions, calendars; one TOML file each."""
