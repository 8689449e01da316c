"""Errors in the shape of the real API."""

from pydantic import JsonValue

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
MESSAGES = {
    400: "There was an issue with the format or content of the request.",
    401: "invalid x-api-key",
    402: "There is an issue with the organization's billing.",
    403: "The API key does not have permission to use this resource.",
    404: "Not found",
    405: "Method Not Allowed",
    409: "The request conflicts with another one.",
    413: "Request exceeds the maximum size",
    429: "This request would exceed the organization's rate limit. Please try again later.",
    500: "Internal server error",
    504: "Request timed out",
    529: "Overloaded",
}


class ApiError(Exception):
    """A request that is answered with an error: status, message, `details` and the header `retry-after` if any."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        *,
        details: dict[str, JsonValue] | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        self.status = status
        self.message = message or MESSAGES.get(status, MESSAGES[500])
        self.details = details
        self.retry_after_seconds = retry_after_seconds
        super().__init__(self.message)

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.retry_after_seconds is None else {"retry-after": str(self.retry_after_seconds)}

    def body(self, request_id: str) -> dict[str, JsonValue]:
        return envelope(error_type(self.status), self.message, request_id, self.details)


def error_type(status: int) -> str:
    """The `type` that goes with a status; `api_error` where the API documents none."""
    return ERROR_TYPES.get(status, ERROR_TYPES[500])


def envelope(
    kind: str, message: str, request_id: str, details: dict[str, JsonValue] | None = None
) -> dict[str, JsonValue]:
    """`{"type": "error", "error": {"type", "message", "details"?}, "request_id"}`, as a body or as an `error` event."""
    error: dict[str, JsonValue] = {"type": kind, "message": message}
    if details is not None:
        error["details"] = details
    return {"type": "error", "error": error, "request_id": request_id}
