from plangen.reading import locate


def test_finds_the_exact_words():
    assert locate("Ana is free, Ben is not", "Ben is not") == (13, 23)


def test_white_space_may_differ():
    text = "Ana is\n  free from 9"
    begin, end = locate(text, "Ana is free")
    assert text[begin:end] == "Ana is\n  free"


def test_other_words_are_not_found():
    assert locate("Ana is free", "ana is free") is None
    assert locate("Ana is free", "") is None
    assert locate("Ana", "A" * 10_000) is None
    assert locate("a.c", "abc") is None
