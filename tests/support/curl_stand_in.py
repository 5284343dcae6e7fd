"""As much of curl as docs/ use, for machines without it: `python curl_stand_in.py OPTIONS URL`."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from urllib.parse import quote

import requests


def main() -> None:
    asked = _asked()
    headers = dict(header.split(": ", 1) for header in asked.header)
    body = _body(asked)
    if body is not None:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    method = asked.request or ("GET" if body is None else "POST")
    answer = requests.request(method, asked.url, headers=headers, data=body, timeout=30)
    if asked.include:
        lines = [f"HTTP/1.1 {answer.status_code} {answer.reason}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        sys.stdout.write("\n".join([*lines, "", ""]))
    if asked.fail and not answer.ok:
        sys.exit(22)
    sys.stdout.write(answer.text)
    told = asked.write_out.replace("%{http_code}", str(answer.status_code))
    sys.stdout.write(told.replace("\\n", "\n"))


def _asked() -> Namespace:
    parser = ArgumentParser()
    for short, name in (("-s", "--silent"), ("-S", "--show-error")):
        parser.add_argument(short, name, action="store_true")
    parser.add_argument("-f", "--fail", "--fail-with-body", action="store_true")
    parser.add_argument("-i", "--include", action="store_true")
    parser.add_argument("-w", "--write-out", default="")
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-d", "--data", "--data-binary", action="append", default=[])
    parser.add_argument("--data-urlencode", action="append", default=[])
    parser.add_argument("url")
    return parser.parse_args()


def _body(asked: Namespace) -> bytes | None:
    parts = [_read(one[1:]) if one.startswith("@") else one.encode() for one in asked.data]
    parts += [_encoded(one) for one in asked.data_urlencode]
    return b"&".join(parts) if parts else None


def _encoded(given: str) -> bytes:
    """`name=content` or `name@file`."""
    at = min(given.find(mark) for mark in "=@" if mark in given)
    content = _read(given[at + 1 :]) if given[at] == "@" else given[at + 1 :].encode()
    return f"{given[:at]}={quote(content, safe='')}".encode()


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


if __name__ == "__main__":
    main()
