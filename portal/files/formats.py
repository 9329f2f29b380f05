"""What may be kept, and how much of it; read by the cleaner too, so it imports next to nothing."""

from enum import StrEnum

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
# Phones send larger photos, which are made smaller before they are kept.
LARGEST_PHOTO = 30 * MEGABYTE
MOST_ON_ROW = 20


class Format(StrEnum):
    """The kinds of files that the portal keeps; the value is the ending of the name."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"


_OFFICE = "application/vnd.openxmlformats-officedocument"
MIME_TYPES: dict[str, str] = {
    Format.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Format.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.JPG: "image/jpeg",
    Format.PNG: "image/png",
}
# Phones offer their camera where pictures are named by type; endings serve the rest.
ACCEPTED_TYPES = "image/jpeg,image/png,application/pdf,.docx,.xlsx"


class UnfitFile(Exception):
    """A file that is not kept; `problem` is one of the keys of `messages.FILE_PROBLEMS`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
