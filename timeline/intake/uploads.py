"""Uploads as they come in: kept in memory, and cut off where they are more than anybody needs."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MAX_UPLOAD = 50_000_000
"""Bytes of all files of one request."""
MAX_FILES = 200

TOO_MUCH = "tumen_upload_too_large"
"""The attribute of a request whose upload was cut off."""


class InMemory(FileUploadHandler):
    """Keeps files in memory. A request with more than MAX_UPLOAD bytes of files loses the rest of them."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0
        self.file = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > MAX_UPLOAD:
            setattr(self.request, TOO_MUCH, True)
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def cut_off(request: HttpRequest) -> bool:
    """Whether the upload of a request was more than is taken, and therefore is not complete. Read its files first."""
    return bool(request.FILES is not None and getattr(request, TOO_MUCH, False))
