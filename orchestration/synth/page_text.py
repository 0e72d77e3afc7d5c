"""What docs/synthetic_population.md says in words.

Belongs here: prose. Does not belong here: a number that stands in a parameter or comes from a measurement (page.py puts
those in).
"""

HEAD = """\
<!-- Made by `make population`: change orchestration/synth/, not this file. -->

# The synthetic population

`careweave synth` writes extracts of every feed about people who do not exist, and the truth about them into a folder
of its own. Everything that the demonstration, the tests and the benchmark show runs on them.

```
careweave synth --people 20000 --months 36 --end 2025-03 --seed 1 --out warehouse/inbox
careweave synth --people 5000 --boroughs Hounslow,Brent --set PROGRAMME_EFFECT=0.1 --out warehouse/inbox
```

The same arguments give the same bytes, whatever the number of processes and in whatever order they finish.
`--people` is the number of residents on the first day; newcomers and newborns come on top, leavers and the dead go.
`--boroughs` takes names or codes, `--set NAME=VALUE` any number under [Choices of a run](#choices-of-a-run).

## How it is made

1. **Population** (`population.py`, `households.py`, `geography.py`). Real boroughs in small (`boroughs.py`): as many
   people, as old, of the same ethnic groups and as deprived as published. Small areas, postcodes, practices and
   networks are invented; no postcode made here can exist. People live in households, move (inside the
   borough, between boroughs, away), have children, now and then twins, fall ill and die.
2. **Illness** (`conditions.py`, `calibration.py`). One latent frailty leans on long-term conditions, admissions,
   mortality and how often somebody goes to their practice, where it shows long before the hospital. Conditions come
   in clusters (heart and kidney, lung, mind) and worsen: what they add to the risk, and what they do to measured
   values, grows with the years since they began. How common each is with age, in each ethnic group and in deprived
   areas stands in a table; the level in each borough follows from the published register, so that prevalence in the
   table at the end is a check of the machinery, not of a prophecy.
3. **Risk** (`risk.py`). On the first day of the window and every twelve months after it each person has a rate of
   emergency admissions a year: the rate by age, times frailty, times what each condition adds by then, times a
   factor of the neighbourhood. A year's emergencies are drawn from exactly that number. Readmissions and last
   illnesses in hospital come on top; once somebody has a care plan, the programmes' effect takes some admissions
   away.
4. **Feeds** (a module for each group). Activity follows from people: readmissions from discharges; A&E attendances
   before most emergency admissions, and on their own; appointments from referrals; medicines and reviews from
   conditions; community teams, charities and social care after hospital and in old age; plans and conferences for
   those whom a practice thinks at risk. Winters are busier, weekends quieter, Mondays busiest in A&E.
5. **Identities and faults** (`identities.py`, `faults.py`, `file_faults.py`). Each sender has its own beliefs about
   a person: a number it never learnt, an address since left, a short form of the name, the name before marriage,
   letters or names exchanged. Then rows and whole files go wrong.

People are made in blocks, each from its own random streams, written to disk as soon as they are made: memory does
not grow with the population. NHS numbers are of the range 9xx xxx xxxx only, which is never issued.

What is simplified: one acute trust on each side of London stands for all; nobody comes back who left; a household
moves together; a person's frailty does not change, only age, conditions and neighbourhood do. How a single visit is
spread over hours, staff and outcomes stands beside its use in the feed's module and is illustrative throughout, as
are the clinical reasons and prices of `illnesses.py`.
"""

BOROUGHS = """\
## Boroughs

ONS mid-2020 population estimates, English Indices of Deprivation 2019 (the most deprived tenth first) and Census 2021;
ages stand in bands of five years in `orchestration/synth/boroughs.py`. A run's residents are shared out as in life.
"""

CONDITIONS = """\
## Long-term conditions

At age a, `top` / (1 + exp(-(a - `middle`) / `spread`)) of people have it before the borough's level is applied;
`deprivation` is the growth of `top` from the least to the most deprived tenth; the last column is what the condition,
once established, multiplies emergency admissions by. Illustrative but for the levels, which are those of the published
registers (QOF 2019/20, `expectations/population/qof_prevalence.csv`).
"""

ARRIVES = """\
## What arrives

| Feeds | Senders | Files |
|---|---|---|
| gp_events, gp_medications | EMIS, TPP | monthly; events have one load of older diagnoses before the first month |
| gp_appointments; referrals; risk_reviews | GPAD; ERS; WELC | monthly |
| apc, op, ecds | R1H, R1K; for apc RWK too in the last six months | monthly |
| csds, rapid_response; mh_contacts; deaths | RYX; RWK; ONS | monthly |
| voluntary_support; case_conferences | AGE_UK, RED_CROSS; WSIC | monthly |
| mh_stays; social_care | RWK; the boroughs' councils | quarterly windows, new and changed rows |
| registrations; care_plans, enrolments; opt_outs | EMIS, TPP; WSIC; NHSE, WSIC | last two months, one a year before |
| reference lists | ONS, MHCLG, ODS, NHSE, WSIC | at the first and the last month's end |

Files are taken on the tenth of the month after. The programmes (plans, conferences, reviews, rapid response,
charities) begin half way through the window.

## What goes wrong in it

Of rows: missing NHS numbers, wrong check digits, placeholders of one digit, somebody else's number, numbers before a
merger (with one chain per block and one cycle), transposed and placeholder birth dates, stale and pseudo postcodes,
short forms, misspellings, exchanged and earlier names, identities withheld on purpose; duplicate keys, dates out of
order or in the future, unreadable values, codes outside lists, rows outside their month or of another provider,
missing required values, restricted codes, a missing first episode.

Of files: flex and freeze, the same bytes twice, a header alone, a truncated resubmission, a missing column, a mostly
unreadable resubmission, an empty file, a register that comes late and is older, Windows-1252, gzip, a byte order
mark with CRLF, another order of columns with an extra one that holds line breaks, and a month that never came.

## The truth

Beside the inbox, never in it, as Parquet:

| Table | One row per | Holds |
|---|---|---|
| people | person | who they are, numbers they bore, household, coming and going, onset of conditions, plans |
| true_risk | person and index date | the emergency admissions a year that the twelve months from then were drawn from |
| links | feed, sender, period, key | whose row it is |
| row_faults | planted fault of a row | what was planted, in which row |
| file_faults | planted fault of a file | what was planted, in which file |

`settings.json` says what the population was made from: version, people, months, seed, boroughs and every choice.
"""

MEASURED = """\
## Measured beside real ones

From the extracts as an analyst would hold them (of each sender and period the newest sound delivery), linked by NHS
number alone; from the truth where only that knows (moves, households, true risk). Rates are per person on a
practice's list and year. Registers follow the framework's rules in small: a coded diagnosis of somebody on the list
on the last day, of the register's age. Hospital cost is valued at the extracts' illustrative unit prices, with short
stays, excess days and the market forces factor, for the last twelve months and everybody on the list in their
middle. The area under the curve is that of the true rate on the last index date that a year follows, against an
emergency admission within it.

The error is the standard error that chance between people leaves; "by chance" is outside by no more than three. The
ranges stand in `expectations/population/yardsticks.csv`; one marked illustrative is of the order of national figures,
from expert knowledge, with no source at hand.
"""
