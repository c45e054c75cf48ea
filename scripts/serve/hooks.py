"""What schemathesis has to know of bodies that are not JSON."""

import schemathesis
from schemathesis import GenerationMode


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    """Text as it is: schemathesis knows no JSON lines."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def filter_case(ctx, case):
    """Leaves out what its rules say nothing true of: whatever is sent as text is a text, so no body
    of that kind violates a schema; and a page without a main text is refused, though it is one."""
    media_type = case.media_type or ""
    if media_type == "text/html":
        return False
    is_negative = case.meta is not None and case.meta.generation.mode == GenerationMode.NEGATIVE
    return not (is_negative and media_type != "application/json" and case.method == "POST")
