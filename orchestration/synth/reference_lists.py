"""Reference lists: postcodes, deprivation, practices, prices, market forces, programmes, providers.

Belongs here: the ref_ feeds. Prices are invented for illustration; market forces factors are published facts. Does not
belong here: anything about a person.
"""

from datetime import date

import pyarrow as pa

from orchestration.synth import care, community, illnesses, mental_health, senders
from orchestration.synth import parameters as P
from orchestration.synth.draws import generator
from orchestration.synth.geography import Geography
from orchestration.synth.months import EPOCH, Months

PUBLISHERS = {
    "ref_postcodes": "ONS",
    "ref_deprivation": "MHCLG",
    "ref_practices": "ODS",
    "ref_prices": "NHSE",
    "ref_market_forces": "NHSE",
    "ref_programmes": senders.PROGRAMME_OFFICE,
    "ref_providers": "ODS",
}
UPLIFT_A_YEAR = 1.03
SHORT_STAY_SHARE = 0.35  # of the full price, for emergencies of under two days that are not dear
EXCESS_DAY_GBP = 230
MARKET_FORCES = {"R1H": 1.148886, "R1K": 1.130585, "RYJ": 1.155276, "RWK": 1.137899, "RYX": 1.137143}
GP_PRICES = {
    ("GP", ""): 48,
    ("GP", "FACE_TO_FACE"): 51,
    ("GP", "TELEPHONE"): 45,
    ("GP", "HOME_VISIT"): 96,
    ("NURSE", ""): 22,
    ("*", ""): 30,
}
SOCIAL_CARE_PRICES = {"REQUEST": 45, "ASSESSMENT": 140, "REVIEW": 70}
CONTACT_PRICES = {
    "DISTRICT_NURSING": 52,
    "COMMUNITY_MATRON": 78,
    "REHABILITATION": 92,
    "PULMONARY_REHABILITATION": 88,
    "DIABETES": 74,
    "PODIATRY": 49,
    "PHYSIOTHERAPY": 66,
    "HEALTH_VISITING": 68,
    "DISCHARGE_TEAM": 84,
    "PALLIATIVE": 118,
}
MENTAL_CONTACT_PRICES = {
    "CRISIS": 312,
    "COMMUNITY_MENTAL_HEALTH": 268,
    "EARLY_INTERVENTION": 245,
    "MEMORY_CLINIC": 290,
    "TALKING_THERAPIES": 139,
    "CAMHS": 330,
    "LIAISON_PSYCHIATRY": 285,
}
PROGRAMMES = (
    ("ICP", "Integrated Care Programme", "CARE_PLANNING", "", 1_450_000),
    ("WELL_WATCH", "Well Watch", "CARE_COORDINATION", "E09000025", 620_000),
    ("PUTTING_PATIENTS_FIRST", "Putting Patients First", "CARE_COORDINATION", "E09000009", 540_000),
    ("VIRTUAL_WARD", "Virtual ward", "CASE_MANAGEMENT", "", 380_000),
    ("WSIC", "Whole Systems Integrated Care", "CARE_PLANNING", "E09000009", 900_000),
    ("CASE_MANAGEMENT", "Integrated case management", "CASE_MANAGEMENT", "", 700_000),
    ("RAPID_RESPONSE", "Rapid response", "RAPID_RESPONSE", "", 1_100_000),
    ("PULMONARY_REHABILITATION", "Pulmonary rehabilitation", "REHABILITATION", "", 210_000),
    ("DIABETES_EDUCATION", "Structured education in diabetes", "SELF_MANAGEMENT", "", 160_000),
    ("REABLEMENT", "Reablement", "REHABILITATION", "", 480_000),
    ("SUPPORTED_DISCHARGE", "Supported discharge", "SUPPORTED_DISCHARGE", "", 520_000),
    ("RAID", "Liaison psychiatry in hospital", "MENTAL_HEALTH_LIAISON", "", 430_000),
)


def reference_tables(geography: Geography, months: Months, seed: int) -> dict[str, pa.Table]:
    """Every reference list as a table of text columns, in the contracts' terms."""
    first_april = _april_before(months)
    years = range(first_april, _last_year(months) + 1)
    tables = {
        "ref_postcodes": _postcodes(geography),
        "ref_deprivation": _deprivation(geography, seed),
        "ref_practices": _practices(geography),
        "ref_prices": [price for year in years for price in _prices(year, year - first_april, year == years[-1])],
        "ref_market_forces": [
            {
                "provider_code": code,
                "valid_from": f"{first_april}-04-01",
                "valid_to": "",
                "market_forces_factor": factor,
            }
            for code, factor in MARKET_FORCES.items()
        ],
        "ref_programmes": _programmes(geography, months),
        "ref_providers": _providers(geography),
    }
    return {feed: _text_table(rows) for feed, rows in tables.items()}


Row = dict[str, object]


def _postcodes(geography: Geography) -> list[Row]:
    return [
        {
            "postcode": postcode,
            "lsoa_code": geography.lsoa_codes[area],
            "borough_code": geography.boroughs[borough].code,
            "borough_name": geography.boroughs[borough].name,
        }
        for postcode, area, borough in zip(
            geography.postcodes, geography.postcode_lsoa.tolist(), geography.postcode_borough.tolist(), strict=True
        )
    ]


def _deprivation(geography: Geography, seed: int) -> list[Row]:
    population = generator(seed, 0, "reference").normal(P.PEOPLE_PER_LSOA, 120, len(geography.lsoa_codes))
    return [
        {"lsoa_code": code, "imd_decile": decile, "population_count": int(people)}
        for code, decile, people in zip(geography.lsoa_codes, geography.lsoa_decile.tolist(), population, strict=True)
    ]


def _practices(geography: Geography) -> list[Row]:
    networks, boroughs = geography.practice_network, geography.practice_borough
    return [
        {
            "practice_code": code,
            "practice_name": geography.practice_names[index],
            "network_code": geography.network_codes[networks[index]],
            "network_name": geography.network_names[networks[index]],
            "borough_code": geography.boroughs[boroughs[index]].code,
        }
        for index, code in enumerate(geography.practice_codes)
    ]


def _programmes(geography: Geography, months: Months) -> list[Row]:
    here = {"", *(borough.code for borough in geography.boroughs)}
    return [
        {
            "programme_code": code,
            "programme_name": name,
            "intervention_code": intervention,
            "borough_code": borough,
            "start_date": _day(months.starts[int(months.count * P.PROGRAMMES_START_AT)]),
            "end_date": "",
            "annual_investment_gbp": investment,
        }
        for code, name, intervention, borough, investment in PROGRAMMES
        if borough in here
    ]


def _providers(geography: Geography) -> list[Row]:
    councils = [
        senders.Organisation(borough.code, f"London Borough of {borough.name}", "COUNCIL")
        for borough in geography.boroughs
    ]
    return [
        {
            "provider_code": organisation.code,
            "provider_name": organisation.name,
            "provider_type_code": organisation.kind,
            "parent_provider_code": organisation.parent,
            "successor_provider_code": organisation.successor,
            "successor_from": organisation.successor_from,
        }
        for organisation in (*senders.ORGANISATIONS, *councils)
    ]


def _text_table(rows: list[Row]) -> pa.Table:
    return pa.table({name: pa.array([None if row[name] == "" else str(row[name]) for row in rows]) for name in rows[0]})


def _day(number: int) -> str:
    return date.fromordinal(EPOCH.toordinal() + int(number)).isoformat()


def _april_before(months: Months) -> int:
    first = date.fromordinal(EPOCH.toordinal() + months.first_day)
    return first.year if first.month >= 4 else first.year - 1


def _last_year(months: Months) -> int:
    last = date.fromordinal(EPOCH.toordinal() + months.last_day)
    return last.year if last.month >= 4 else last.year - 1


def _prices(year: int, years_on: int, is_last: bool) -> list[Row]:
    """The price lists of one financial year."""
    made: list[Row] = []

    def add(
        price_list: str, currency: str, modifier: str, price: float, short: float | None = None, trim: int | None = None
    ) -> None:
        uplift = UPLIFT_A_YEAR**years_on
        made.append(
            {
                "price_list_code": price_list,
                "currency_code": currency,
                "modifier_code": modifier,
                "valid_from": f"{year}-04-01",
                "valid_to": "" if is_last else f"{year + 1}-03-31",
                "price_gbp": f"{price * uplift:.2f}",
                "short_stay_price_gbp": "" if short is None else f"{short * uplift:.2f}",
                "trim_point_days": "" if trim is None else trim,
                "excess_day_price_gbp": "" if trim is None else f"{EXCESS_DAY_GBP * uplift:.2f}",
            }
        )

    for hrg, (price, stay) in sorted(_spell_prices().items()):
        short = round(price * SHORT_STAY_SHARE) if price < 2_500 else None
        add("APC", hrg, "EL", round(price * 0.92), trim=max(5, int(stay * 4) + 3))
        add("APC", hrg, "NEL", price, short, max(5, int(stay * 4) + 5))
    add("APC", "*", "EL", 950, trim=20)
    for hrg, _, price in illnesses.AE_HRGS:
        for kind, share in (("01", 1.0), ("02", 1.0), ("03", 0.6), ("05", 0.85)):
            add("AE", hrg, kind, price * share)
    add("AE", illnesses.AE_DEAD[0], "", illnesses.AE_DEAD[1])
    for treatment_function, _, _, first, follow_up in illnesses.SPECIALTIES:
        add("OP", treatment_function, "FIRST", first)
        add("OP", treatment_function, "FOLLOW_UP", follow_up)
    add("OP", "*", "FIRST", 160)
    add("OP", "*", "FOLLOW_UP", 85)
    for (professional, mode), price in GP_PRICES.items():
        add("GP", professional, mode, price)
    for team in community.TEAM_CODES:
        add("CSDS", team, "", CONTACT_PRICES.get(team, 70))
    for team in mental_health.TEAMS:
        add("MH_CONTACT", team, "", MENTAL_CONTACT_PRICES.get(team, 250))
    add("MH_BED_DAY", "*", "", 564)
    for event in care.EVENTS:
        if event in SOCIAL_CARE_PRICES:
            add("SOCIAL_CARE", event, "", SOCIAL_CARE_PRICES[event])
    for service in community.SERVICES:
        add("VOLUNTARY", service, "", {"BEFRIENDING": 14, "HOME_FROM_HOSPITAL": 38}.get(service, 24))
    add("RAPID_RESPONSE", "*", "", 235)
    return made


def _spell_prices() -> dict[str, tuple[float, float]]:
    """Price and mean stay of every HRG of the generator; the same HRG under two reasons has one price."""
    found: dict[str, tuple[float, float]] = {}
    for reason in illnesses.EMERGENCIES:
        for hrg, price in zip(reason.hrg, reason.price_gbp, strict=True):
            found.setdefault(hrg, (price, reason.stay_days))
    for reason in illnesses.ELECTIVES:
        found.setdefault(reason.hrg, (reason.price_gbp, reason.stay_days))
    found.setdefault(illnesses.DIALYSIS[2], (illnesses.DIALYSIS[4], 0))
    for delivery in illnesses.DELIVERIES:
        found.setdefault(delivery[1], (delivery[4], delivery[3]))
    found.setdefault(illnesses.ANTENATAL[1], (illnesses.ANTENATAL[3], 1))
    for baby in illnesses.BABIES:
        found.setdefault(baby[1], (baby[5], baby[4]))
    return found
