from portal.identity.numbers import kind, listed, masked


def test_a_personnummer_and_a_samordningsnummer_are_told_apart():
    assert kind("189002029800") == "personnummer"
    assert kind("189006759881") == "samordningsnummer"


def test_a_wrong_check_digit_a_wrong_date_and_other_spellings_are_no_numbers():
    wrong = [
        "189002029801",
        "189002309800",
        "18900202-9800",
        "9002029800",
        "900202+9800",
        "189002029800\n",
        "١٨٩٠٠٢٠٢٩٨٠٠",
        "",
    ]
    assert [kind(number) for number in wrong] == [None] * len(wrong)


def test_a_masked_number_tells_the_birthday_only():
    assert masked("189002029800") == "18900202-****"


def test_a_list_may_hold_comments(tmp_path):
    path = tmp_path / "numbers.txt"
    path.write_text("# all\n189002029800 # Anna\n189006759881 189912289817\n")
    assert listed(path) == {"189002029800", "189006759881", "189912289817"}
