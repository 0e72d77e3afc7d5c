"""What a model is to be of: which columns of a features table are what.

Belongs here: the question that training is asked. Does not belong here: the features of our own marts (features.py),
or what was learnt (model.py). No column name of ours stands here: any table of people will do.
"""

from dataclasses import dataclass, field
from datetime import date

NUMBER, COUNT, FLAG, CATEGORY = "NUMBER", "COUNT", "FLAG", "CATEGORY"
KINDS = (NUMBER, COUNT, FLAG, CATEGORY)
NO_GROUP = "ALL"

HELD_OUT = 0.3
"""Share of people that training does not see, so that the card's figures are of people it has not learnt from. Three
tenths leave a small borough's model some hundreds of events to be judged by."""


@dataclass(frozen=True)
class Feature:
    """One column that may tell: its legal basis (group), and how it is read where that is not to be guessed.

    NUMBER: a straight line, bent at knots. COUNT: whole numbers from 0, most of them 0: any, and the logarithm.
    FLAG: yes or no. CATEGORY: a text, one term a level.
    """

    name: str
    group: str = NO_GROUP
    kind: str | None = None


@dataclass(frozen=True)
class Design:
    """Which columns of a table are the id, the outcome and the features, and what is done with them."""

    outcome: str
    """0 or 1, or false or true, and never missing."""
    id: str | None = None
    """Whose row it is. Without one rows are numbered as they stand."""
    period: str | None = None
    """Where a person has several rows (person-years): what tells them apart. A person's rows stay together."""
    features: tuple[Feature, ...] = ()
    """Empty: every column that is nothing else."""
    subgroups: tuple[str, ...] = ()
    """Columns by which the card is split. That makes them neither features nor not: leave out what must not be one."""
    leave_out: tuple[str, ...] = ()
    """Columns, or whole groups of features, that the model is to do without."""
    held_out: float | str = HELD_OUT
    """A share of people, by a hash of their id; or a column that says 1 or true of the rows that are held out."""
    as_of: date | None = None
    """The day that the model bears in its id; none: the day of training is not told."""
    window: dict[str, str] = field(default_factory=dict)
    """What the card says of where the data come from, in words: index date, follow-up, how death counts."""
    is_yardstick: bool = True
    """Whether a gradient boosting is trained beside, for the card alone."""
