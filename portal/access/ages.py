"""Ages, as they open and close access. They change at midnight in Sweden, by no job."""

from datetime import date


def born_to_have_turned(years: int, today: date) -> date:
    """The latest date of birth of those who have turned `years` on the day `today`.

    Who is born on 29 February turns on 28 February in a year without one: a guardian's access
    must not last a day too long.
    """
    year = today.year - years
    if (today.month, today.day) == (2, 28) and _is_leap(year) and not _is_leap(today.year):
        return date(year, 2, 29)
    if (today.month, today.day) == (2, 29) and not _is_leap(year):
        return date(year, 2, 28)
    return today.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
