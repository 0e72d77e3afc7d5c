"""The verbs of `careweave risk`: their options and examples. No logic.

Belongs here: what the command line takes and says of itself, for risk alone; the other verbs stand in cli.py.
"""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.console.spoken import shown_on, spoken
from orchestration.settings import load_settings

risk_app = typer.Typer(help="The risk of what may come: train a model, score people, hold it against what came.")

Features = Annotated[Path, typer.Option(metavar="FILE", help="Table of people, .parquet or .csv.")]
Warehouse = Annotated[
    Path | None, typer.Option(help="Folder of everything that is generated.", show_default="warehouse")
]


@risk_app.command("train")
@spoken
def risk_train(
    features: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Table of people, .parquet or .csv.", show_default="the published marts"),
    ] = None,
    outcome: Annotated[str | None, typer.Option(metavar="COLUMN", help="What befell them, 0 or 1.")] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="Whose row it is.", show_default="rows are numbered")
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="What tells a person's rows apart, such as the year.")
    ] = None,
    held_out: Annotated[
        str | None,
        typer.Option(metavar="SHARE|COLUMN", help="Whom the model is judged by.", show_default="0.3 of people"),
    ] = None,
    subgroups: Annotated[
        str | None,
        typer.Option(metavar="COLUMN,COLUMN", help="Columns that the measures are split by; features all the same."),
    ] = None,
    leave_out: Annotated[
        str | None, typer.Option(metavar="NAME,NAME", help="Features, or groups of them, to do without.")
    ] = None,
    groups: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV of the features: feature, group, kind (both optional).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the model.", show_default="models/risk, for our own")
    ] = None,
    warehouse: Warehouse = None,
) -> None:
    """Train a model, judge it on people held out, and keep it; of the published marts, nights score with it from then.

    A column is read by its values: texts as categories, 0 and 1 as flags, whole numbers with many 0 as counts, others
    as numbers; an empty value is told as a value of its own. Columns that are nothing else are features.

    Example: careweave risk train --features years.csv --outcome admitted --id person --period year --out model
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.risk import Asked, show_risk_training

    asked = Asked(features, outcome, id_column, period, held_out, subgroups, leave_out, groups, out)
    show_risk_training(shown_on(), settings, asked)


@risk_app.command("score")
@spoken
def risk_score(
    features: Features,
    model: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the model, or its file.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the scores go, .parquet or .csv: id, probability.")],
    is_any: Annotated[
        bool, typer.Option("--any-population", help="Score people who look nothing like those of training, too.")
    ] = False,
) -> None:
    """Score people with a model: each one's probability.

    Example: careweave risk score --features people.parquet --model model --out scores.csv
    """
    from orchestration.console.risk import show_risk_scores

    show_risk_scores(features, model, out, is_like_required=not is_any)


@risk_app.command("evaluate")
@spoken
def risk_evaluate(
    features: Features,
    model: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the model, or its file.")],
    outcome: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="What befell them.", show_default="as in training")
    ] = None,
    subgroups: Annotated[
        str | None, typer.Option(metavar="COLUMN,COLUMN", help="Columns that the measures are split by.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the measures go, .parquet or .csv.", show_default="beside the model"),
    ] = None,
) -> None:
    """Hold a model against what came of people whom it scores, as a whole and by group.

    Example: careweave risk evaluate --features later.csv --outcome admitted --model model --subgroups region,sex
    """
    from orchestration.console.risk import show_risk_evaluation

    show_risk_evaluation(shown_on(), features, model, outcome, subgroups, out)
