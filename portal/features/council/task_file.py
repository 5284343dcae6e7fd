"""The file in which a council writes its tasks: what stands in it, or which line is not right.

A task is a line of Swedish. The line after it may begin with `Lätt:` and is then the same task in
easy Swedish. Empty lines part the tasks, and a line that begins with # is for those who write.
"""

from portal.models.council_round import Task

EASY = "lätt:"
LONGEST = 300
"""Letters; a task is read on a phone."""
MOST = 30
BYTE_ORDER_MARK = "\ufeff"


class TasksRefused(Exception):
    """The file does not say what to try; the message names the line."""


def tasks_in(content: bytes) -> list[Task]:
    """The tasks in their order. Raises `TasksRefused`."""
    try:
        lines = content.decode().removeprefix(BYTE_ORDER_MARK).splitlines()
    except UnicodeDecodeError:
        raise TasksRefused("it is not text in UTF-8") from None
    tasks: list[Task] = []
    is_begun = False
    for number, line in enumerate(lines, 1):
        words = " ".join(line.split())
        if not words or words.startswith("#"):
            is_begun = is_begun and bool(words)
            continue
        _check(number, words)
        if words.lower().startswith(EASY):
            _add_easy(number, words, tasks, is_begun=is_begun)
        else:
            if is_begun:
                raise TasksRefused(f"line {number}: put an empty line before the next task")
            tasks.append(Task(text=words, easy=""))
            is_begun = True
    if not 0 < len(tasks) <= MOST:
        raise TasksRefused(f"it holds {len(tasks)} tasks, and must hold 1 to {MOST}")
    return tasks


def _check(number: int, words: str) -> None:
    if len(words) > LONGEST:
        raise TasksRefused(f"line {number}: it has more than {LONGEST} letters")
    if not words.isprintable():
        raise TasksRefused(f"line {number}: it holds a sign that nobody sees")


def _add_easy(number: int, words: str, tasks: list[Task], *, is_begun: bool) -> None:
    if not is_begun or tasks[-1]["easy"]:
        raise TasksRefused(f"line {number}: no task stands above it")
    easy = words[len(EASY) :].strip()
    if not easy:
        raise TasksRefused(f"line {number}: write the task after “Lätt:”")
    tasks[-1]["easy"] = easy
