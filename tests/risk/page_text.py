"""The words of docs/risk_model.md that are no figures.

Belongs here: what a reader is told about the model, and what others have published. Does not belong here: a number that
a run gives (page.py puts those in).
"""

INTRODUCTION = """\
The chance that somebody has an emergency admission in the twelve months after an index date, for everybody
registered: one model and one scale in all boroughs. Written by `make risk` from a run: the figures below are printed,
not typed, and they are of made-up people. **They show that the machinery is right, and how it is judged; they say
nothing of how well real people can be told apart.** `careweave risk train` gives a model of real people the same card.
"""

READ_FIRST = """\
## Before a list is given to a practice

In the one large trial of such a tool, practices that were given it admitted **more**, not fewer: over 230,099 people
of 32 Welsh practices emergency admissions rose by 1%, attendances at A&E by 3%, outpatient visits by 5%, bed days by
3%, and cost by £76 a person, without evidence of benefit (PRISMATIC: Snooks and others, BMJ Quality & Safety
2019;28:697). Knowing who is at risk is not a way of helping them. A list is worth making where something is ready for
those on it, and its effect is then measured against people like them who are not on it.

What a score must not be used for: refusing care, or pricing it; deciding about one person without a clinician who
knows them; comparing practices (a practice that records more looks sicker).
"""

LEARNT = """\
## What is learnt, and how

`mart_risk__features` of a year before the last month that is not provisional, against what came
(`mart_risk__outcomes`). Features are of what happened before the index date. Somebody who died or left without an
emergency admission counts as not admitted: the question is who will need a bed, not who would have needed one had
they lived. Three tenths of people are held out by a hash of their id; the card's figures are theirs.

The model is a logistic regression with a penalty on the size of its coefficients, chosen by log loss on folds left
out. Each feature becomes a few terms that can be read, and that stand in the model's file:

| Kind | Read so where | Terms |
| --- | --- | --- |
| FLAG | yes or no, or only 0 and 1 | yes |
| COUNT | whole numbers from 0, a fifth or more of them 0 | any; the logarithm of one more, bent at two knots |
| NUMBER | other numbers | a straight line, bent at up to eight knots |
| CATEGORY | texts, up to 100 different ones | one for each level of 30 people or more, against the commonest |

A value that is missing gets a term of its own where 30 people or more lack it, and the median in its place; so
somebody whose practice record is kept back is not taken for healthy. Numbers beyond the outermost 0.05% count as
those. A level that was not seen counts as rare ones do.

Effects may depend on one another. Of every feature it is asked whether all else counts more, or less, in some than in
others (in the very old a diagnosis often adds less to what they are at risk of anyway: without it predictions are too
extreme in one group, and too tame in another), and of the ten features that do most, every two. What stands out
by more than 3.5 normal deviates among people left out is taken, the surest first, and the rest is asked again beside
it; up to twelve such pairs stand in the file, and are kept if people left out are predicted better so. Many effects at
once add up to less than their sum, so the total is bent at the end: its slope, and its slope above four knots, are
learnt on people left out (a recalibration).

The same people give the same file to the last byte, in whatever order they come. The file is JSON, no pickle: nothing
runs when it is read. It bears a check of itself; one that was changed or cut is refused.
"""

OWN_TABLE = """\
## A table of your own

Nothing in training, scoring and judging knows our columns. A features table goes in (Parquet or CSV, a row a person,
or a row a person and period), scores come out:

```sh
careweave risk train --features years.csv --outcome admitted --id person --period year --subgroups sex --out model
careweave risk score --features now.parquet --model model --out scores.csv
careweave risk evaluate --features later.csv --outcome admitted --model model --subgroups sex
```

All columns are features but the outcome, the id, the period and a column that says who is held out. `--leave-out`
names those that must not be one; `--groups` names a CSV with the columns `feature`, `group` and `kind`, for the legal
basis of each and where its kind is not to be guessed (a code in digits that is to be a
CATEGORY). `--held-out` is a share, or a column that is 1 or true for the rows to judge by, which is how to judge out of
time. A person's rows are held out together. The measures are written as `measure_code, subgroup_code, subgroup_value,
value`, with 95% intervals.

Refused with a sentence, and no model or scores: fewer than 500 people, 100 events or 100 people without; an outcome
that is missing or other than 0 and 1; a feature that is the same for everybody; a column that is neither number, yes
or no, nor short text; texts among numbers; infinite numbers; an id twice; a file that is empty or cannot be read, or
has two columns of one name; a file of a model that is damaged or of another format; to be
scored, nobody, a column that is missing or of another type, and people who look nothing like those of training
(population stability index of the scores, or of a fifth of the features, above 0.25; `--any-population` scores a list
of one kind of patients). An AUC above 0.95 is warned of: a feature knows the outcome.
"""

PUBLISHED = """\
## What others have published

| Model | Outcome | Discrimination | People | Source |
| --- | --- | --- | --- | --- |
| 27 models | emergency admission, adults | 0.63 to 0.83 | varies | Wallace and others, Medical Care 2014 |
| SPARRA 4 | emergency admission, 1 year | 0.80 | 4.8 million | Liley and others, npj Digital Medicine 2024 |
| QAdmissions | first emergency admission, 2 years | 0.764 to 0.783 | 2.85 million | BMJ Open 2013;3:e003482 |
| Cambridge Multimorbidity Score (37) | unplanned admission, 1 year | 0.742 | 150,000 | CMAJ 2020;192:E107 |
| the same (20) | the same | 0.738 | the same | the same |
| Charlson | the same | 0.703 | the same | the same |
| ePRISM beside ACG | emergency admission, 1 month, 75 and older | 0.860 and 0.739 | 114,407 | preprint; with care |

Above 0.85 one looks for a leak before one is glad: a feature taken after the index date, deaths, people registered
later.
"""

BASES = """\
## Legal basis, by group of features

`CAREWEAVE_RISK_FEATURE_GROUPS` names the groups that the model may use. The national support under section 251 for
risk stratification (CAG 7-04(a)/2013) is for practice records and hospital data; community, mental health and social
care need a basis of their own, and are off until the setting names them. Every feature and what it is called as a
reason stand in `seeds/code_risk_features.csv`.
"""
