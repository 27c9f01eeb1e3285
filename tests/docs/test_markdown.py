"""The reader of pages sees what GitHub shows: otherwise the tests beside it would look at nothing."""

from tests.docs.markdown import Page, anchor_of, code_in

PAGE = Page(
    "sample.md",
    """\
# A page, with `code`

See [there](other.md#part) and [`here`](src/here.py), not `[this](nowhere.md)`.

```sh syntax
remit serve   # [not](a-link.md)
```

| Question | Answer |
|---|---|
| Where? | `src/here.py`, `docs/` |

1. An item:

   ```python
   if True:
       print("kept")
   ```

<!-- list: begin -->
- one
<!-- list: end -->
""",
)


def test_blocks_have_language_wish_place_and_text_without_indent() -> None:
    shell, python = PAGE.blocks()
    assert (shell.language, shell.wish, shell.place) == ("sh", "syntax", "sample.md:6")
    assert python.text == 'if True:\n    print("kept")\n'
    assert PAGE.blocks("python") == [python]


def test_links_are_found_outside_of_code_alone() -> None:
    assert [target for _, target in PAGE.links()] == ["other.md#part", "src/here.py"]


def test_tables_are_read_by_their_first_heading() -> None:
    assert PAGE.table("Question") == [["Where?", "`src/here.py`, `docs/`"]]
    assert code_in(PAGE.table("Question")[0][1]) == ["src/here.py", "docs/"]


def test_headings_become_anchors() -> None:
    assert PAGE.anchors() == {"a-page-with-code"}
    assert anchor_of("“Where is…?”") == "where-is"


def test_marked_parts_are_found() -> None:
    assert PAGE.between("list") == "- one\n"
