"""What is wrong in a file of settings that people write: which line, what stands there, what may."""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from data.telling import told
from service.errors import reason


def faults_of(failure: ValidationError, model: type[BaseModel], *, shown: bool = True) -> str:
    """Each fault by its key, for a sentence; unless `shown`, nothing of what stands there: it may be secret."""
    return "；".join(_fault(e, model, shown=shown) for e in failure.errors(include_url=False))


def _fault(error: ErrorDetails, model: type[BaseModel], *, shown: bool) -> str:
    where = [part for part in error["loc"] if part != "[key]"]
    key, found = ".".join(told(part) for part in where), error["input"]
    # A table is not repeated, nor a key for which nothing stands there.
    is_seen = shown and len(where) == len(error["loc"]) and not isinstance(found, dict | list)
    read = f"（现为 {told(found)}）" if is_seen else ""
    if error["type"] == "extra_forbidden" and (known := _known(where, model)):
        return f"{key} 没有这一项，可用：{'、'.join(known)}"
    return f"{key}{read}：{reason(error)}"


def _known(where: Sequence[object], model: type[BaseModel]) -> list[str]:
    """The keys that there are beside one that there is not, at the top or one table deep."""
    if len(where) == 2:
        inner = model.model_fields[str(where[0])].annotation
        return (
            list(inner.model_fields)
            if isinstance(inner, type) and issubclass(inner, BaseModel)
            else []
        )
    return list(model.model_fields) if len(where) == 1 else []
