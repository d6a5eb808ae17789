"""The grammar of a search's criteria: what is read, what is refused, and how far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmstead.errors.raised import ApiError
from crmstead.query.search_criteria import MOST_TERMS, Group, Term, parse_criteria

A, B, C, D = (Term(name, "equals", ("1",)) for name in "abcd")
TEXT = {term: f"({term.field}:equals:1)" for term in (A, B, C, D)}
a, b, c, d = TEXT.values()


def both(*parts):
    return Group("and", parts)


def either(*parts):
    return Group("or", parts)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a:equals:1", A),
        (a, A),
        (f"(({a}))", A),
        (f" ( {a} ) ", A),
        ("( a : equals : 1 )", A),
        (f"({a}and{b})", both(A, B)),
        (f"({a} and {b})", both(A, B)),
        (f"{a}and{b}", both(A, B)),
        (f"{a}AND{b}Or{c}", either(both(A, B), C)),
        (f"{a} or {b} and {c}", either(A, both(B, C))),
        (f"{a} and {b} or {c} and {d}", either(both(A, B), both(C, D))),
        (f"({a}or{b})and({c}or{d})", both(either(A, B), either(C, D))),
        (f"(({a}or{b})and{c})or{d}", either(both(either(A, B), C), D)),
        (f"{a}and({b}and{c})", both(A, both(B, C))),
        (f"{a}and{b}and{c}", both(A, B, C)),
        ("(a:in:x,y , z)", Term("a", "in", ("x", "y", "z"))),
        (r"(a:in:x\,y,z)", Term("a", "in", ("x,y", "z"))),
        (r"(a:equals:\(x\))", Term("a", "equals", ("(x)",))),
        (r"(a:equals:x\\)", Term("a", "equals", ("x\\",))),
        (r"(a:equals:c:\dir)", Term("a", "equals", (r"c:\dir",))),
        (r"(a:equals:x\\\))", Term("a", "equals", (r"x\)",))),
        ("a:equals:x\\", Term("a", "equals", ("x\\",))),
        ("(a:between:2024-02-01T18:52:56+00:00,2024-02-20T18:52:56+00:00)",
         Term("a", "between", ("2024-02-01T18:52:56+00:00", "2024-02-20T18:52:56+00:00"))),
        ("(a:equals:Salt and Pepper or none)", Term("a", "equals", ("Salt and Pepper or none",))),
        ("a:equals:(", None),
        ("(a:equals:)", Term("a", "equals", ("",))),
        ("(Owner.id:equals:5)", Term("Owner.id", "equals", ("5",))),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_tree(text, tree):
    if tree is None:
        assert refusal(text) == "INVALID_QUERY"
    else:
        assert parse_criteria(text) == tree


def refusal(text):
    with pytest.raises(ApiError) as caught:
        parse_criteria(text)
    assert not caught.value.details or set(caught.value.details) == {"reason"}
    return caught.value.cause.code


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "(", ")", "()", "(())", "a", "a:equals", "(a)", "(a:equals)", ":equals:1",
        "(a::1)", "(:equals:1)", "(a:equals:1", "a:equals:1)", f"{a}{b}", f"{a}xor{b}",
        f"{a}and", f"and{a}", f"{a}andand{b}", f"{a}and or{b}", f"({a}", f"{a})", f"{a}()",
        f"({a}and{b}", f"{a}and b:equals:1", "(a:equals:x(y))", "(a:equals:x(y)", "((a:equals:1)",
        f"{a}and({b}or)", f"{a} {b}", f"({a})({b})", "(a(b:equals:1)", "\x00", "(a:equals:\x00)",
    ],
)  # fmt: skip
def test_a_text_that_does_not_follow_the_grammar_is_refused(text):
    assert refusal(text) == "INVALID_QUERY"


@pytest.mark.parametrize("depth", [1, 50, 1400])
def test_nesting_is_read_as_deep_as_a_text_can_be(depth):
    assert parse_criteria("(" * depth + a + ")" * depth) == A


@pytest.mark.parametrize("text", ["(" * 3000, f"{'(' * 1490}{a}", "(" * 1000 + a + ")" * 999])
def test_nesting_without_an_end_is_refused(text):
    assert refusal(text) == "INVALID_QUERY"


def test_fifteen_terms_are_read_and_sixteen_refused():
    assert parse_criteria("or".join([a] * MOST_TERMS)) == either(*[A] * MOST_TERMS)
    assert refusal("or".join([a] * (MOST_TERMS + 1))) == "CRITERIA_LIMIT_EXCEEDED"
    nested = f"{f'({a}and' * 150}{a}{')' * 150}"
    assert refusal(nested) == "CRITERIA_LIMIT_EXCEEDED"


def test_three_thousand_characters_are_read_and_one_more_refused():
    start = "a:equals:"
    text = start + "x" * (3000 - len(start))
    assert parse_criteria(text) == Term("a", "equals", ("x" * (3000 - len(start)),))
    assert refusal(text + "x") == "INVALID_QUERY"


_VALUES = st.text("ab (),:\\*é王+-", min_size=1, max_size=12).map(str.strip).filter(bool)
_TERMS = st.builds(
    Term,
    st.sampled_from(["Last_Name", "Owner.id", "id"]),
    st.sampled_from(["equals", "in", "between"]),
    st.lists(_VALUES, min_size=1, max_size=3).map(tuple),
)


def _groups(parts):
    return st.sampled_from(["and", "or"]).flatmap(
        lambda word: st.builds(
            Group,
            st.just(word),
            st.lists(parts, min_size=2, max_size=3).map(tuple),
        )
    )


_TREES = st.recursive(_TERMS, _groups, max_leaves=6)


def written(tree, draw):
    """A tree as text, with parentheses and blanks as they come."""
    blank = draw(st.sampled_from(["", " "]))
    if isinstance(tree, Group):
        parts = [f"({written(part, draw)})" for part in tree.parts]
        word = draw(st.sampled_from([tree.joined, tree.joined.upper(), tree.joined.title()]))
        return f"{blank}{word}{blank}".join(parts)
    values = (
        "".join(f"\\{mark}" if mark in "(),\\" else mark for mark in value) for value in tree.values
    )
    return f"{blank}{tree.field}{blank}:{tree.operator}:{','.join(values)}{blank}"


@given(data=st.data())
def test_a_tree_written_as_text_is_read_again(data):
    tree = data.draw(_TREES)
    assert parse_criteria(written(tree, data.draw)) == tree


def outcome(text):
    try:
        return type(parse_criteria(text))
    except ApiError as error:
        return error.cause.code


@given(st.text("ab():,\\ andor", max_size=40))
def test_any_text_is_read_or_refused(text):
    assert outcome(text) in {Term, Group, "INVALID_QUERY"}
