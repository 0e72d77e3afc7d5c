"""The words of docs/linkage.md that are no figures.

Belongs here: what a reader is told about the passes and the model. Does not belong here: a number that a run or a
setting gives (page.py puts those in).
"""

INTRODUCTION = """\
Every row of a person is linked by the first pass that holds. Four passes are rules, one asks people, the last is a
model. Written by `make linkage` from a run: the figures below are printed, not typed.

| Pass | Links by | Certainty |
| --- | --- | --- |
| `NHS_NUMBER` | a valid number of the index, whose birth date agrees in two parts of three | 1 |
| `NHS_NUMBER_ONLY` | a valid number that no register has | 1 |
| `REVIEWED` | a reviewer's decision, where no verified number says otherwise | 1 |
| `LOCAL_ID` | the sender's own id, known of one person only, and the birth date | 1 |
| `DEMOGRAPHIC` | names, birth date and postcode, in letters and digits alone, of exactly one person | 1 |
| `PROBABILISTIC` | the model, at or over the threshold; `link_prob` is its probability | below 1 |
| `UNLINKED` | nothing: a person of its own | none |

The index is what registers say in force, of registrations that have begun by the reporting date. A number that such a
registration says was merged is followed to its heir; of two heirs the one on the latest registration stands. A
register's own rows are not linked by probability: one row of the index is not taken for another. An identity whose
number was not believed (its birth date contradicts) goes to the later passes; it never brings that number to the person
it is linked to, so two believed numbers never meet in one person.
"""

COMPARED = """\
## What is compared

Names are compared in capital letters without marks, apostrophes or titles; hyphens divide. `Baby`, `Unknown` and their
like are no names. Forms of a given name (Bob, Mohamed) are in `seeds/code_name_forms.csv`. Everything is in
`orchestration/identity/probabilistic/comparisons.py`, with its reason; the closest level that holds counts.

Of one person and of strangers: how often two rows agree to that level. Bits: the logarithm to base 2 of their ratio, at
a middling rarity of the value. Where a field's rarity counts, the share of people in tonight's index who have the
value takes the place of the average, with ten thousand people of the country thought of beside them; so a model that
was trained in three boroughs holds in another system, and a birth date that many have counts for little.
"""

BLOCKED = """\
## Which rows meet

Two rows are compared when they share one of these keys (`blocking.py`). Each joins two independent things, so that in
three million people a key is shared by some dozens; a key that more people share than the cap is a default value, and
meets nobody.
"""

DECIDED = """\
## One best person, or none

For an identity exactly one thing is true: it is of one of the candidates, or of a relative of one of them who is in no
register, or of somebody else. Each has odds, and the best person's share of all is the probability of the link
(`deciding.py`). Two who explain a row equally well get a half each: neither is linked, and a reviewer sees the row.

Relatives are why an agreement of address, family name and birth date is not enough: strangers agree in these by
chance, twins always. How alike two members of a household are is counted in tonight's index, where two NHS numbers are
two people (`household.py`), and is never thought less than the model says, nor that less than births and censuses say
(`relatives.py`). One relative in ten at least is thought to be in no register (`thresholds.py`).

Identities of one sender and local id follow those that were linked, if those are linked to one person: with the same
birth date, unless they are likelier somebody else's; with another or none, if they are by themselves likeliest that
person's, and likely enough for a reviewer.
Who is in doubt stands in the vault, in `review_pairs`, with the level of each field, and nowhere else.

## Who decides what is in doubt

`careweave review list` shows each pair field by field: what was received, what the register says, how far they agree
and what that is worth in bits. It is a screen that shows identities, and says so. `careweave review decide CODE accept`
(or `reject`, or `withdraw`) writes the decision down with who, when and why. It counts from the next run, outranks
every later model and every rule but a verified number, and can be taken back
([decision 0019](decisions/0019-a-reviewer-outranks-the-model.md)).

## What became of whom

`identity.identity_history` in the warehouse has a line for every identity that was seen for the first time, merged,
split or linked otherwise, with the night, the closest cause and the ids before and after
([decision 0020](decisions/0020-the-history-of-identities-is-carried-over.md)). A night without news changes nobody.
"""

TRAINED = """\
## Training

`careweave link train` learns from the identities of the last run and writes the file `linkage.json` in the
warehouse's `models`; nights from then on predict by it. Until then they use the model that Careweave comes with,
`expectations/linkage.json`. A model holds probabilities and counts, and nothing of anybody; the same identities give
the same bytes, whatever the order, the threads or the day.

- **Of strangers**: pairs drawn at random, by Splink, with a seed.
- **Of one person**: expectation and maximisation over candidate pairs, with numbers and local ids hidden. Whose an
  identity is that bears a believed NHS number is known, and it teaches that; others share themselves out among their
  candidates as the decision does. So no labels are needed, and those that come free are used. Splink's own
  maximisation takes each pair by itself; here a pair that another explains better teaches nothing.
- **What is expected counts as much as what was seen.** Whoever bears a number was written down with more care than
  whoever does not; and no level may become impossible because nobody happened to reach it.
- Given or family name missing, local id and unbelieved number are too rare to learn from and are fixed by hand.
"""

THRESHOLDS = """\
## Thresholds

Chosen by the curves below, written down in `thresholds.py`. Precision is the share of links that are right, recall the
share of rows linked rightly, of those whose person is in the index; both over all passes, with the NHS number and the
local id taken off every row. The synthetic population is another than the one trained on. The other sets are made by a
second hand (`tests/linkage/`), with other names and other errors, and were never trained on.
"""

HELD = """\
## Held against the truth

The synthetic extracts lack NHS numbers, or bear wrong ones, as often as real files do. An independent population is
linked with the model as it is shipped.

All rows of one person at one sender are missed together: a woman whom social care knows by her maiden name and last
address is fifteen rows of a group of two hundred. So an interval is that of the people of a group, not of its rows.
"""

ESTIMATED = """\
## The error that is published

Nobody knows the truth of real files. Each night the error is estimated without it
([0016](decisions/0016-linkage-error-is-estimated-every-night.md)) and published as `mart_quality__linkage_error`: rows
linked to another person than their own, and rows linked to nobody though the register has their person. Here the same
estimate stands beside the truth. The bounds are such that 95 of 100 hold it.
"""

LIMITS = """\
## What it does not do

- A row with a name alone is nobody's; so is one whose person moved and whose birth date is missing.
- Two registers' rows of one person without an NHS number stay two people, unless a rule links them.
- The synthetic populations err as we think that people err. On real files, retrain, and look at what reviewers say.
"""
