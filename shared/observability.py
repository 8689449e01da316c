"""Logs and metrics of a process: JSON lines with ids and never a message's text; one registry per app.

`configure_logging` is called once by a process, before anything else.
"""

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, Final

import structlog
from asgi_correlation_id import correlation_id
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from structlog.tracebacks import ExceptionDictTransformer

_TRACEBACKS: Final = ExceptionDictTransformer(show_locals=False)
_QUIET: Final = {
    "anthropic": logging.WARNING,
    "asyncio": logging.WARNING,
    "faststream": logging.WARNING,
    "httpcore2": logging.WARNING,
    "httpx2": logging.WARNING,
    "pymongo": logging.WARNING,
    "aio_pika": logging.CRITICAL,
    "aiormq": logging.CRITICAL,
}
"""Libraries whose lines repeat ours, or show addresses or bodies (`shared/broker.py` tells of lost connections)."""


def _add_request_id(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # structlog's own
    if request_id := correlation_id.get():
        event["request_id"] = request_id
    return event


def configure_logging(level: str, *, process: str) -> None:
    """One JSON object a line on stdout: timestamp, level, process, logger, event, and the ids at hand."""
    shared_steps: list[Any] = [  # structlog types a processor by its wrapped logger
        structlog.contextvars.merge_contextvars,
        _add_request_id,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.EventRenamer("message"),
                structlog.processors.ExceptionRenderer(_traceback),
                _stamp(process),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name, quietest in _QUIET.items():
        logging.getLogger(name).setLevel(quietest)
    structlog.configure(
        processors=[*shared_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _traceback(exc_info: Any) -> list[dict[str, Any]]:  # structlog's own, before and after
    """Types and places: what an error says may quote what somebody wrote."""
    return [_without_words(error) for error in _TRACEBACKS(exc_info)]


def _without_words(error: dict[str, Any]) -> dict[str, Any]:  # structlog's own
    in_group = [[_without_words(each) for each in group] for group in error["exceptions"]]
    return {"exc_type": error["exc_type"], "frames": error["frames"], "exceptions": in_group}


def _stamp(process: str) -> Any:  # a structlog processor
    def stamp(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {"process": process, **event}

    return stamp


def dead_letter_counter(registry: CollectorRegistry) -> Counter:
    """`support_dead_letters_total{service, reason}`; `reason` is the name of an error class."""
    return Counter(
        "support_dead_letters", "Messages laid with the dead letters.", ["service", "reason"], registry=registry
    )


class MergedRegistries(Collector):
    """Several apps' registries as one exposition: samples of the same family stand together, told apart by labels."""

    def __init__(self, registries: Iterable[CollectorRegistry]) -> None:
        self._registries = tuple(registries)

    def collect(self) -> Iterable[Metric]:
        families: dict[str, Metric] = {}
        for registry in self._registries:
            for family in registry.collect():
                if family.name in families:
                    families[family.name].samples.extend(family.samples)
                else:
                    families[family.name] = family
        return families.values()
