"""Lint of the words people read: messages in templates and code, labels, and help of commands."""

import ast
import re
from pathlib import Path

import allauth
import pytest
from babel.messages import mofile, pofile

ROOT = Path(__file__).parent.parent
BANNED = {
    r"\b(some|any|every|no)body\b": "someone, anyone, everyone or no one",
    r"\bplease\b": "the sentence without it",
    r"\bpress(es|ed|ing)?\b(?! (kit|release|contact|Ctrl))": "click, choose or select",
    r"\bwho(ever|soever)\b": "anyone who, people who",
    r"(^|[.!:;] )who [^?]*$": "people who",
    r"(?<!e-)\bmails?\b": "e-mail",
    r"(?<!at the )\bmoments?\b": "time or date",
    r"\bfingerprints?\b": "hash",
    r"\b(thereof|befell|at hand|meanwhile|by itself|anew)\b": "plain English",
    r"\bstands? (here|there|above|below|beside|for)\b": "is, is shown",
    r"\bproven\b": "verified or confirmed",
    r"\bsuch as\b": "like, for example",
    r"\bgo(es)? on (with|sending)\b": "resume",
    r"\bsignatures? of “": "signature on “…”",
    r"\btakes? no signatures\b": "cannot be signed",
}
# Words that the law or another program uses.
ALLOWED = {"press link", "copies for the press", "For the press", "Give the press", "mail server"}
# Pages whose sentences are not rewritten yet. Only remove from it.
NOT_YET: set[str] = set()
MESSAGE = re.compile(
    r"{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')"
    r"|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate",
    re.DOTALL,
)
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "CommandError"}
CALLS |= {"CannotStartError", "say", "write"}
ARGUMENTS = {"help", "label", "help_text", "verbose_name"}
FOLDERS = ["forms", "views", "models", "renditions", "actions", "admin", "mail", "management"]


def messages_of_template(path):
    """Return the translatable messages of a template, without their variables and tags."""
    found = (next(filter(None, groups), "") for groups in MESSAGE.findall(path.read_text()))
    return [" ".join(re.sub(r"{[{%].*?[}%]}|<[^>]*>", "…", each).split()) for each in found]


def messages_of_module(path):
    """Return the texts that a module marks for people: messages, labels, help of commands."""
    for call in ast.walk(ast.parse(path.read_text())):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            texts = call.args if name in CALLS else []
            texts = [*texts, *(each.value for each in call.keywords if each.arg in ARGUMENTS)]
            yield from (_text(each) for each in texts if _text(each))


def _text(node):
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    if not all(isinstance(each, ast.Constant | ast.FormattedValue) for each in parts):
        return ""
    return "".join(
        str(each.value) if isinstance(each, ast.Constant) else "…" for each in parts
    ).strip()


def wrong_words(sentence):
    for words in ALLOWED:
        sentence = sentence.replace(words, "…")
    return [
        f"{found[0]!r} (say: {instead})"
        for pattern, instead in BANNED.items()
        if (found := re.search(pattern, sentence, re.IGNORECASE))
    ]


def wrong(path, sentences):
    name = str(path.relative_to(ROOT))
    if name in NOT_YET:
        return []
    return [f"{name}: {s}: {', '.join(w)}" for s in sentences if (w := wrong_words(s))]


def test_templates_say_no_banned_word():
    paths = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix != ".md"]

    assert [each for path in paths for each in wrong(path, messages_of_template(path))] == []


def test_comments_of_templates_say_no_banned_word():
    paths = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix != ".md"]
    said = {path: re.findall(r"{#(.*?)#}", path.read_text(), re.DOTALL) for path in paths}

    assert [each for path in paths for each in wrong(path, said[path])] == []


def sentences_of_document(path):
    """Return the sentences of a Markdown file without its code."""
    text = re.sub(r"```.*?```|`[^`]*`|^ {4}.*$", "…", path.read_text(), flags=re.DOTALL | re.M)
    return [" ".join(each.split()) for each in re.split(r"(?<=[.!?:])\s|\n\n|\n- |\|", text)]


def test_documents_and_guides_say_no_banned_word():
    names = ["README.md", "CHANGELOG.md", "letter_site/deploy/README.md", "signatures/README.md"]
    paths = [*(ROOT / each for each in names), *(ROOT / "templates/help").glob("*.md")]

    assert [each for path in paths for each in wrong(path, sentences_of_document(path))] == []


def test_modules_say_no_banned_word():
    paths = [path for folder in FOLDERS for path in (ROOT / "signatures" / folder).rglob("*.py")]
    paths += (ROOT / "letter_site").rglob("*.py")

    assert [each for path in paths for each in wrong(path, messages_of_module(path))] == []


def test_public_pages_and_emails_call_organizers_the_campaign_team():
    folders = ["record", "signing", "members", "emails", "about"]
    paths = [path for each in folders for path in (ROOT / "templates" / each).rglob("*.*")]
    to_organizers = {"For organizers"}

    said = {each for path in paths for each in messages_of_template(path)}
    assert {each for each in said if "rganizer" in each} - to_organizers == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Please enter your name.",
        "Who signs is counted.",
        "Press the button.",
        "Nobody signed.",
        "Go on with signing",
        "Your signature of “…” stays.",
    ],
)
def test_wrong_words_finds_a_banned_word(sentence):
    assert wrong_words(sentence)


def test_catalogue_is_compiled():
    folder = ROOT / "signatures" / "locale" / "en" / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as source, (folder / "django.mo").open("rb") as made:
        written = {each.id: each.string for each in pofile.read_po(source) if each.id}
        compiled = {each.id: each.string for each in mofile.read_mo(made) if each.id}

    assert compiled == written


def test_pages_of_packages_have_headings_in_sentence_case():
    folder = ROOT / "signatures" / "locale" / "en" / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as source:
        written = {each.id: each.string for each in pofile.read_po(source) if each.id}
    packages = Path(allauth.__file__).parent / "templates"
    paths = [path for each in ("account", "mfa") for path in (packages / each).rglob("*.html")]
    found = {each for path in paths for each in re.findall(r'trans\w* "([^"]+)"', path.read_text())}
    headings = {each for each in found if len(each) < 40 and re.search(r".[ -][A-Z][a-z]", each)}

    shown = {written.get(each, each) for each in headings}

    assert len(headings) > 10
    assert [each for each in shown if re.search(r".[ -][A-Z][a-z]", each)] == []
