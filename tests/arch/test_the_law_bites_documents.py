"""The checkers of sentences and documents see a deliberate breach."""

from textwrap import dedent

import pytest

from tests.arch.law import docs, pages, source, texts

GOOD = {"lost-race": {"en": "Somebody changed {what}.", "zh": "{what} 被修改。"}}


def code(text):
    errors = "class FlowError(Exception): ...\nclass Conflict(FlowError): ...\n"
    return [source("runtime/a.py", errors + dedent(text))]


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        ("Lost_Race", {"en": "Lost.", "zh": "冲突。"}),
        ("lost-race", {"en": "Lost."}),
        ("lost-race", {"en": "Lost {what}.", "zh": "冲突。"}),
        ("lost-race", {"en": "Lost {what}.", "zh": "冲突 {who}。"}),
        ("lost-race", {"en": "Lost {what.id}.", "zh": "冲突 {what.id}。"}),
        ("lost-race", {"en": "Lost.", "zh": "Lost."}),
        ("lost-race", {"en": "冲突", "zh": "冲突"}),
        ("lost-race", {"en": "Lost.", "zh": "冲突", "fr": "Perdu."}),
    ],
)
def test_an_entry_that_says_two_things_is_seen(code, sentences):
    assert texts.crooked({code: sentences})


def test_an_entry_in_both_languages_is_lawful():
    assert texts.crooked(GOOD) == []


def test_an_entry_without_words_needs_no_translation():
    assert texts.crooked({"at": {"en": "{file}: {why}", "zh": "{file}:{why}"}}) == []


@pytest.mark.parametrize(
    "call",
    [
        "raise Conflict('no-such-code')",
        "text('no-such-code')",
        "texts.say('no-such-code', 'en', {})",
        "frame.warn('no-such-code')",
    ],
)
def test_a_code_without_a_sentence_is_seen(call):
    assert texts.unknown(GOOD, code(call))


@pytest.mark.parametrize(
    "call",
    [
        "raise Conflict('lost-race')",
        "error.say('en')",
        "from sqlalchemy import text\ntext('SELECT 1')",
        "import warnings\nwarnings.warn('soon')",
    ],
)
def test_a_code_with_a_sentence_is_lawful(call):
    assert texts.unknown(GOOD, code(call)) == []


def test_the_code_of_a_modelled_outcome_belongs_to_the_diagram():
    call = "class BpmnError(FlowError): ...\nraise BpmnError('out-of-stock')"

    assert texts.unknown(GOOD, code(call)) == []


def test_an_error_of_the_family_is_known_by_its_bases():
    call = "class Lost(errors.Conflict): ...\nraise Lost('no-such-code')"

    assert texts.unknown(GOOD, code(call))


@pytest.mark.parametrize(
    "call", ["raise Conflict('lost-race')", "say('lost-race', 'en', {'who': 1})"]
)
def test_a_sentence_that_lacks_its_fact_is_seen(call):
    assert texts.unfilled(GOOD, code(call))


@pytest.mark.parametrize(
    "call",
    [
        "raise Conflict('lost-race', what=1)",
        "raise Conflict('lost-race', **facts)",
        "say('lost-race', 'en', {'what': 1})",
        "say('lost-race', 'en', facts)",
    ],
)
def test_a_sentence_that_gets_its_fact_is_lawful(call):
    assert texts.unfilled(GOOD, code(call)) == []


def test_a_sentence_that_nobody_says_is_seen():
    assert texts.unused(GOOD, code("def f(): 'lost-race'"))
    assert texts.unused(GOOD, code("f'lost-{what}'")) == []
    assert texts.unused(GOOD, code("CODES = {'a': 'lost-race'}")) == []


def test_a_folder_without_a_readme_is_seen(tmp_path):
    assert docs.without_readme([tmp_path])


def test_a_link_to_nothing_is_seen(tmp_path):
    page = tmp_path / "README.md"
    page.write_text("[a](missing.md) [b](README.md) [c](https://example.org)")

    assert docs.broken_links(page) == [f"{page}: nothing at missing.md"]


@pytest.mark.parametrize(
    "other",
    [
        "# 标题\n\n## 多出\n\n```\nmake run  # 运行\n```\n\n| `init` | 建库 |\n",
        "# 标题\n\n```\nmake test\n```\n\n| `init` | 建库 |\n",
        "# 标题\n\n```\nmake run\n```\n\n| `demo` | 演示 |\n",
    ],
)
def test_two_readmes_that_differ_are_seen(other):
    page = "# Title\n\n```\nmake run  # play\n```\n\n| `init` | creates |\n"

    assert docs.unlike(page, other)


def test_a_translation_is_lawful():
    page = "# Title\n\n```\nmake run  # play\n```\n\n| `init` | creates |\n"
    other = "# 标题\n\n```\nmake run  # 运行\n```\n\n| `init` | 建库 |\n"

    assert docs.unlike(page, other) == []


def test_the_verbs_of_a_table_are_its_leading_words():
    page = dedent(
        """
        ## Commands
        | command | does |
        |---|---|
        | `task complete ID --as NAME` | one |
        | `audit verify`, `import FILE` | two |

        ## More
        | `init` | not a command here |
        """
    )

    verbs = docs.documented_verbs(page, "## Commands")

    assert verbs == {"task complete", "audit verify", "import"}


def test_a_command_on_one_side_only_is_seen():
    assert docs.differing({"init", "fly"}, {"init", "serve"}, "command") == [
        "command fly is documented but not there",
        "command serve is there but not documented",
    ]


def test_a_setting_is_found_in_the_code():
    files = code("environ['SPILLWAY_LOG']\nurl = 'sqlite://'")

    assert docs.settings_read(files) == {"SPILLWAY_LOG"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0009-short.md", "# Short\n" + "line\n" * 40),
        ("9-no-number.md", "# Title\n"),
        ("0009-untitled.md", "Title\n"),
    ],
)
def test_a_crooked_decision_record_is_seen(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    assert docs.crooked_records(tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Nothing here</p>",
        "<p>没有</p>",
        '<img alt="A picture">',
        "{% if x %}Yes{% endif %}",
        '<input placeholder="Order number">',
    ],
)
def test_a_word_past_the_catalogue_is_seen(page):
    assert pages.literal({"a.html": page})


def test_what_the_catalogue_says_is_no_word_past_it():
    page = "<a href=\"/x\">{{ t('known') }}</a> · <td>{{ n }} / 3</td>"

    assert pages.literal({"a.html": page}) == []


@pytest.mark.parametrize(
    "page", ['<p style="x">', "<script>x</script>", '<b onclick="x">', "<style>"]
)
def test_style_and_script_inside_a_page_are_seen(page):
    assert pages.inline({"a.html": page})


def test_a_sentence_of_a_page_without_its_fact_is_seen():
    catalogue = {"at": {"en": "{file}: {why}", "zh": "{file}:{why}"}}

    assert pages.unfilled(catalogue, {"a.html": "{{ t('at', file=name) }}"})
