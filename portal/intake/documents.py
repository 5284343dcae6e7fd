"""What may come in as a document: a small PDF, or plain text, that is what it says it is."""

LARGEST = 100_000
"""Bytes; as GetCarePlans."""
PDF = b"%PDF-"


def document_type(stated: str, data: bytes) -> str | None:
    """`application/pdf` or `text/plain`, when the bytes are what the sender says; else None."""
    match stated.partition(";")[0].strip().lower():
        case "application/pdf" if data.startswith(PDF):
            return "application/pdf"
        case "text/plain" if _is_plain(data):
            return "text/plain"
    return None


def _is_plain(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\r\n" for character in text)
