"""An independent recalculation of the published tables from the interface pages alone: practices, providers, areas."""

from tests.recalculation.references import References

PRACTICE = ("practice_code", "practice_name", "network_code", "network_name", "borough_code")
PROVIDER = (
    "provider_code",
    "provider_name",
    "provider_type_code",
    "parent_provider_code",
    "successor_provider_code",
    "successor_from",
)


def make_dim_practice(references: References) -> list[dict]:
    """One row per listed practice, with the practice's own borough."""
    return [{name: row[name] for name in PRACTICE} for row in references.practices.values()]


def make_dim_provider(references: References, rows: dict[str, list[dict]]) -> list[dict]:
    """One row per listed provider, and one per provider code that a row of a person carries."""
    seen = {row["provider_code"] for each in rows.values() for row in each if row.get("provider_code")}
    empty = dict.fromkeys(PROVIDER)
    listed = {code: {name: row[name] for name in PROVIDER} for code, row in references.providers.items()}
    return list(({code: empty | {"provider_code": code} for code in seen} | listed).values())


def make_dim_lsoa(references: References) -> list[dict]:
    """One row per small area of either list."""
    areas: dict[str, dict] = {}
    for code in sorted({row["lsoa_code"] for row in references.postcodes.values()} | set(references.areas)):
        area = references.areas.get(code, {})
        areas[code] = {
            "lsoa_code": code,
            "borough_code": None,
            "borough_name": None,
            "imd_decile": area.get("imd_decile"),
            "population_count": area.get("population_count"),
        }
    for row in references.postcodes.values():
        area = areas[row["lsoa_code"]]
        if area["borough_code"] is None or row["borough_code"] < area["borough_code"]:
            area |= {"borough_code": row["borough_code"], "borough_name": row["borough_name"]}
    return list(areas.values())
