"""An independent recalculation of the published tables from the interface pages alone: the reference lists in force."""


def by_key(rows: list[dict], column: str) -> dict[str, dict]:
    """The rows of a reference list by their key; of two publishers the newer extraction stands."""
    newest_last = sorted(rows, key=lambda row: (row["delivery"].extracted_at, row["delivery"].file_name))
    return {row[column]: row for row in newest_last}


class References:
    """Postcodes, small areas, practices and providers, each by its code."""

    def __init__(self, rows: dict[str, list[dict]]) -> None:
        """Gather what is needed from the rows."""
        self.postcodes = by_key(rows["ref_postcodes"], "postcode")
        self.areas = by_key(rows["ref_deprivation"], "lsoa_code")
        self.practices = by_key(rows["ref_practices"], "practice_code")
        self.providers = by_key(rows["ref_providers"], "provider_code")

    def borough_of(self, postcode: str | None) -> str | None:
        """The borough of a postcode, where it is known."""
        return self.postcodes[postcode]["borough_code"] if postcode in self.postcodes else None
