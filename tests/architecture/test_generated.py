"""Generated code is what the protos say: by bytes for Python, by recorded digests for every language.

`make generated-check` compares the bytes of the other languages too, where their tools are.
"""

from pathlib import Path

import pytest

from tools.generation import python, record, tree
from tools.generation.languages import LANGUAGES, Language
from tools.generation.sources import ROOT, Sources

GENERATED = ROOT / "generated"
SOURCES = Sources(ROOT / "protos")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.NAME)
def test_the_record_knows_the_protos_the_tools_and_the_files(language: Language) -> None:
    assert record.stale(language, SOURCES, generated=GENERATED) == []


def test_python_is_written_again_to_the_same_bytes(tmp_path: Path) -> None:
    python.write(SOURCES, tmp_path)
    committed = tree.read(GENERATED / python.NAME, kept=python.KEPT)
    assert tree.differences(committed, tree.read(tmp_path, kept=())) == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.NAME)
def test_each_language_has_the_files_that_make_it_a_package(language: Language) -> None:
    assert [name for name in language.KEPT if not (GENERATED / language.NAME / name).is_file()] == []


def test_an_edit_by_hand_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / python.NAME
    python.write(SOURCES, folder)
    record.save(tmp_path, {python.NAME: record.entry(python, SOURCES, generated=tmp_path)})
    assert record.stale(python, SOURCES, generated=tmp_path) == []
    (folder / "remitpb" / "v1" / "core_pb2.py").write_text("edited = True\n", "utf-8")
    assert record.stale(python, SOURCES, generated=tmp_path) == [
        "the files were edited, added or removed by hand"
    ]
