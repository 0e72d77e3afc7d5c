"""What is generated from the contracts is committed, and is what the contracts would have it be."""

from pathlib import Path

from orchestration.contracts.generate import drifted, generated, main, write
from orchestration.settings import PROJECT_ROOT


def test_nothing_has_drifted() -> None:
    assert drifted(PROJECT_ROOT) == [], "run `make generate` and commit what it writes"


def test_every_generated_file_says_so_in_its_first_line() -> None:
    # A seed is bare CSV; its rows name the contract that each was made from.
    marked = {path: text for path, text in generated(PROJECT_ROOT).items() if path.suffix != ".csv"}
    assert all("Generated from expectations/" in text.splitlines()[0] for text in marked.values())


def test_drift_is_named_and_mended(project, capsys) -> None:
    root = project()
    assert main(["--root", str(root)]) == 0
    assert main(["--root", str(root), "--check"]) == 0
    page = root / "docs" / "dictionary" / "visits.md"
    page.write_text(page.read_text().replace("Home visits", "Other visits"))
    left_over = root / "docs" / "dictionary" / "calls.md"
    left_over.write_text(page.read_text())
    (root / "docs" / "dictionary" / "by_hand.md").write_text("# Written by hand\n")
    capsys.readouterr()
    assert main(["--root", str(root), "--check"]) == 1
    said = capsys.readouterr().err
    assert "docs/dictionary/visits.md" in said
    assert "docs/dictionary/calls.md" in said
    assert "by_hand" not in said
    assert write(root) == [Path("docs/dictionary/calls.md"), Path("docs/dictionary/visits.md")]
    assert drifted(root) == []
    assert not left_over.exists()


def test_a_broken_contract_is_a_sentence(project, capsys) -> None:
    assert main(["--root", str(project("load: period", "load: weekly"))]) == 1
    assert capsys.readouterr().err.startswith("expectations/feeds/visits.yml: the key 'load' cannot be read")


def test_a_feed_reaches_every_generated_file(project) -> None:
    files = {str(path): text for path, text in generated(project()).items()}
    assert "name: visits" in files["models/staging/_sources.yml"]
    assert "stg_visits__visits" in files["models/staging/visits/_stg_visits.yml"]
    assert "visits,Home visits,PERIOD,MONTH,20,OTHER,true,false,visit_id,visit_date" in files["seeds/code_feeds.csv"]
    assert "nhs_number" in files["docs/dictionary/visits.md"]
    assert "nhs_number" not in files["models/staging/_sources.yml"] + files["models/staging/visits/_stg_visits.yml"]
