"""The `careweave` command: verbs, their options and examples. No logic.

Belongs here: what a verb is called, takes and says of itself. What a verb needs is loaded when it is asked for, so that
--help answers at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.console.price_verbs import app as prices_app
from orchestration.console.risk_verbs import app as risk_app
from orchestration.console.spoken import say, shown_on, spoken
from orchestration.console.typed import Warehouse, day, moment
from orchestration.loading import end_at_once, to_stay
from orchestration.settings import load_settings

app = typer.Typer(
    name="careweave",
    help="Provider extracts in; pseudonymised, linked marts out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
keys_app = typer.Typer(help="The key ring: make one, see which keys there are, or replace them.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")
link_app = typer.Typer(help="The model by which identities without a believed number are linked.", no_args_is_help=True)
app.add_typer(link_app, name="link")
review_app = typer.Typer(help="The links in doubt: look at them, and decide.", no_args_is_help=True)
app.add_typer(review_app, name="review")
app.add_typer(prices_app, name="prices")
app.add_typer(risk_app, name="risk")


@app.command()
@spoken
def run(
    inbox: Annotated[Path | None, typer.Option(help="Folder of the extracts.", show_default="inbox in it")] = None,
    warehouse: Warehouse = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Reporting date, YYYY-MM-DD.")] = None,
    as_known_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Leave out what was extracted later (UTC).")
    ] = None,
) -> None:
    """Run the whole pipeline over what the inbox holds: read what is new, link, build, ask every gate, publish.

    Ends with 0: published. 1: something outside stopped it (a closed gate, nothing usable, another run, a full disk);
    what was published before still stands. 2: usage or settings. 3: an error of ours.

    Example: careweave run --inbox /data/extracts --as-of 2025-03-31
    """
    settings = load_settings(inbox=inbox, warehouse=warehouse, as_of=day(as_of), as_known_at=moment(as_known_at))
    end_at_once()
    with to_stay():
        from orchestration.console.night import show_night

    raise typer.Exit(show_night(shown_on(), settings))


@app.command()
@spoken
def bench(
    people: Annotated[list[int], typer.Option(min=100, help="How many people; more than once for a curve.")],
    months: Annotated[int, typer.Option(min=2, help="How many months of activity.")] = 36,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    folder: Annotated[
        Path | None, typer.Option(help="Where to work; emptied afterwards.", show_default="bench in the warehouse")
    ] = None,
    record: Annotated[bool, typer.Option("--record", help="Write the figures into docs/ and the README.")] = False,
) -> None:
    """Measure the whole pipeline, and a night with one month new, as multiples of what DuckDB alone takes to read.

    Example: careweave bench --people 100000
    """
    from orchestration.console.bench import show_benchmark

    show_benchmark(shown_on(), load_settings(), people, months, seed, folder, record)


@app.command()
@spoken
def synth(
    out: Annotated[Path, typer.Option(help="Folder that the extracts are written into.")],
    people: Annotated[int, typer.Option(min=1, help="How many people.")] = 20_000,
    months: Annotated[int, typer.Option(min=1, help="How many months of activity.")] = 36,
    end: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Last month.", show_default="the last extracted by now")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    boroughs: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,NAME",
            help="Boroughs, by name or code.",
            show_default="Waltham Forest, Newham and Ealing",
        ),
    ] = None,
    choices: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A choice of docs/synthetic_population.md; may be repeated."),
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(help="Folder for the truth about them.", show_default="truth beside the extracts")
    ] = None,
) -> None:
    """Write synthetic extracts for every feed, and the truth about them where no run will read it.

    Example: careweave synth --people 20000 --months 36 --end 2025-03 --seed 1 --out warehouse/inbox
    """
    from orchestration.console.synthesis import show_synthesis

    show_synthesis(shown_on(), people, months, end, seed, out, truth, boroughs, choices or [])


@app.command()
@spoken
def status(
    feed: Annotated[str | None, typer.Option(help="One feed, delivery by delivery.")] = None,
    warehouse: Warehouse = None,
) -> None:
    """Show what arrived, what is late, missing or refused, the last runs, and what is published.

    Example: careweave status --feed apc
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.status import show_status

    show_status(shown_on(), settings, feed)


@app.command()
@spoken
def sql(
    query: Annotated[str | None, typer.Argument(help="The query; without one, a prompt.")] = None,
    is_open: Annotated[bool, typer.Option("--open", help="Ask the disclosure-controlled file.")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="table|csv|json", help="How the answer is written.")
    ] = "table",
    warehouse: Warehouse = None,
) -> None:
    """Query what is published, read-only; nothing else can be reached.

    Example: careweave sql "select fin_year, count(*) from fct_activity group by all" --format csv
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.prompt import show_query

    show_query(shown_on(), settings, query, form, is_open=is_open)


@app.command()
@spoken
def accept(
    file: Annotated[str, typer.Argument(help="The delivery's file name.")],
    why: Annotated[str, typer.Option(help="Why it is taken all the same; written down.")],
    warehouse: Warehouse = None,
) -> None:
    """Take a refused delivery all the same, by name; written down with who, when and why. It counts from the next run.

    Example: careweave accept apc_R1H_2024-05_20240612T020000Z.csv --why "The ward closed; the trust confirmed it."
    """
    settings = load_settings(warehouse=warehouse)
    import getpass

    from orchestration.assets.run_lock import settled
    from orchestration.contracts import legible, load_contracts
    from orchestration.ingest import accept as accept_delivery

    settled(settings)
    verdict = accept_delivery(settings, load_contracts(), legible(Path(file).name), why, getpass.getuser())
    say(f"{verdict.file_name}: {verdict.reason}. It counts from the next run.")


@app.command()
@spoken
def trace(
    record: Annotated[
        str | None, typer.Argument(metavar="RECORD", help="feed:key values joined by |, sender in front or not.")
    ] = None,
    person: Annotated[str | None, typer.Option(metavar="PERSON_ID", help="Explain this person's cost instead.")] = None,
    year: Annotated[str | None, typer.Option(help="Of which year, as 2023/24.", show_default="the last")] = None,
    form: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How units are written.")] = "table",
    warehouse: Warehouse = None,
) -> None:
    """Follow one row from its delivery to the marts: each table it stands in, and what was decided about it. Or, with
    --person, list the year's activity of a person with price, rule, factor and row, as they add up in the marts.

    Example: careweave trace "apc:R1H|S123|1"
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.way import show_traced

    show_traced(shown_on(), settings, record, person, year, form)


@app.command()
@spoken
def reidentify(
    purpose: Annotated[str, typer.Option(help="What it is for; direct-care is the one purpose there is.")],
    user: Annotated[str, typer.Option(metavar="NAME", help="Who asks, by name; written down.")],
    role: Annotated[str, typer.Option(help="Their role in direct care, as the runbook lists them.")],
    practice: Annotated[str, typer.Option(metavar="CODE", help="The practice whose registered people are named.")],
    list_name: Annotated[str, typer.Option("--list", metavar="LIST", help="case-finding or person-summary.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file; made for its owner alone, never replaced.")],
    passphrase_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Encrypt, as a zip, under the passphrase that this file holds.")
    ] = None,
    warehouse: Warehouse = None,
) -> None:
    """Give a practice a list of its own people with their NHS numbers, for direct care; each is a line in the audit.

    Example: careweave reidentify --purpose direct-care --user "Dr A. Shah" --role gp --practice F84001
    --list case-finding --out /secure/F84001.csv
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.disclosures import show_disclosure
    from orchestration.identity import ask

    asked = ask(purpose=purpose, user=user, role=role, practice=practice, list_name=list_name)
    show_disclosure(settings, asked, out, passphrase_file)


@keys_app.command("new")
@spoken
def keys_new(warehouse: Warehouse = None) -> None:
    """Make a key ring, readable by you alone; refuses to replace one.

    Example: CAREWEAVE_KEY_FILE=/etc/careweave/keys.json careweave keys new
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.pseudonymise import new_ring

    say(f"A key ring stands in {new_ring(settings)}. Keep a copy in a safe place: nothing can replace it.")


@keys_app.command("show")
@spoken
def keys_show(warehouse: Warehouse = None) -> None:
    """Show the ids and ages of the keys, and which were replaced when; never a key.

    Example: careweave keys show
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.keys import show_keys

    show_keys(shown_on(), settings)


@keys_app.command("rotate")
@spoken
def keys_rotate(
    purposes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[person|identity|vault]...", help="Which keys.", show_default="all three"),
    ] = None,
    keep_old: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the old ring there, for joining old ids to new ones."),
    ] = None,
    warehouse: Warehouse = None,
) -> None:
    """Make new keys, and make anew from the vault all that lies under the old ones; an interrupted one is finished, or
    undone, by the next command.

    No number changes but the ids themselves. What is published bears the old ids until the next run. Without the old
    keys, which are not kept unless you say so, nobody can join old ids to new ones.

    Example: careweave keys rotate identity --keep-old /safe/keys_2025.json
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.keys import show_rotation

    show_rotation(settings, purposes or [], keep_old)


@link_app.command("train")
@spoken
def link_train(
    out: Annotated[
        Path | None, typer.Option(help="File of the model.", show_default="models/linkage.json in the warehouse")
    ] = None,
    warehouse: Warehouse = None,
) -> None:
    """Learn from the identities of the last run what agreement is worth; nights from then on predict by it.

    Needs no labels: where an identity bears an NHS number, whose it is is known; elsewhere it is estimated.

    Example: careweave link train
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.training import show_training

    show_training(shown_on(), settings, out)


@review_app.command("list")
@spoken
def review_list(
    code: Annotated[str | None, typer.Argument(help="One pair, by its code.", show_default="all")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many pairs are shown.")] = 20,
    is_decided: Annotated[
        bool, typer.Option("--decided", help="What was decided, instead of what is in doubt.")
    ] = False,
    warehouse: Warehouse = None,
) -> None:
    """Show the pairs in doubt, field by field, with what each agreement is worth. It shows identities of people.

    Example: careweave review list --limit 5
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.review import show_decisions, show_pairs

    if is_decided:
        show_decisions(shown_on(), settings)
    else:
        show_pairs(shown_on(), settings, limit, code)


@review_app.command("decide")
@spoken
def review_decide(
    code: Annotated[str, typer.Argument(help="The pair's code, from careweave review list.")],
    verdict: Annotated[str, typer.Argument(metavar="accept|reject|withdraw", help="What is decided.")],
    why: Annotated[str, typer.Option(help="Why; written down.")],
    warehouse: Warehouse = None,
) -> None:
    """Decide whether an identity is of a person; written down with who and when. It counts from the next run, outranks
    the model for ever, and can be taken back with withdraw.

    Example: careweave review decide 3fa94c02b1 accept --why "Same address before the move; the ward confirmed it."
    """
    settings = load_settings(warehouse=warehouse)
    import getpass

    from orchestration.console.review import show_decision

    show_decision(settings, code, verdict, getpass.getuser(), why)
