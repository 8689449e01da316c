"""TLS to both servers is a matter of their addresses, and a server that nobody vouches for is not talked to."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import aio_pika
import pytest
from aio_pika.exceptions import AMQPConnectionError
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from deploy.local.mongodb import MongoNode
from deploy.local.ports import HOST, free_port
from deploy.local.rabbitmq import RabbitNode
from shared.broker import BrokerLinks
from shared.mongo import answers, database_of, open_client
from shared.settings import StoreSettings
from tests.builders import a_message_received
from tests.certificates import Certificates
from tests.integration.broker.conftest import READY_WITHIN_SECONDS, publisher_on


class RabbitWithTls(RabbitNode):
    """Listens with TLS as well."""

    certificates: Certificates

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        super().__init__(folder)
        self.certificates = certificates
        self.tls_port = free_port()

    def tls_url(self, **query: str) -> str:
        kept = self.state
        address = f"amqps://{kept.user}:{kept.password}@{HOST}:{self.tls_port}/"
        return str(aio_pika.connection.make_url(address).update_query(query))

    def _write_config(self) -> None:
        super()._write_config()
        with (self.data_dir / "rabbitmq.conf").open("a") as config:
            config.write(
                f"listeners.ssl.local = {HOST}:{self.tls_port}\n"
                f"ssl_options.cacertfile = {self.certificates.authority}\n"
                f"ssl_options.certfile = {self.certificates.server}\n"
                f"ssl_options.keyfile = {self.certificates.key}\n"
            )


class MongoWithTls(MongoNode):
    """Takes TLS as well."""

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        super().__init__(folder)
        self.certificates = certificates

    def _options(self, files: Path, key_file: Path) -> list[str]:
        return [
            *super()._options(files, key_file),
            *("--tlsMode", "allowTLS", "--tlsCertificateKeyFile", str(self.certificates.both)),
            *("--tlsCAFile", str(self.certificates.authority), "--tlsAllowConnectionsWithoutCertificates"),
        ]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.make(tmp_path_factory.mktemp("certificates") / "good")


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Of an authority that has nothing to do with the servers."""
    return Certificates.make(tmp_path_factory.mktemp("certificates") / "strangers")


@pytest.fixture(scope="module")
def rabbit(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Iterator[RabbitWithTls]:
    with RabbitWithTls(tmp_path_factory.mktemp("rabbit"), certificates) as node:
        yield node


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Iterator[MongoWithTls]:
    with MongoWithTls(tmp_path_factory.mktemp("mongo"), certificates) as node:
        yield node


async def test_events_go_over_tls(rabbit: RabbitWithTls, certificates: Certificates) -> None:
    url = rabbit.tls_url(cafile=str(certificates.authority))
    links = BrokerLinks("gateway", SecretStr(url), CollectorRegistry())
    links.start()
    try:
        async with asyncio.timeout(READY_WITHIN_SECONDS):
            await links.ready()
        await publisher_on(links).publish(a_message_received())
        async with await links.open_connection() as another:
            assert not another.is_closed
    finally:
        await links.stop()


async def test_a_broker_that_nobody_vouches_for_is_not_talked_to(
    rabbit: RabbitWithTls, strangers: Certificates
) -> None:
    for query in ({}, {"cafile": str(strangers.authority)}):
        with pytest.raises(AMQPConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
            await aio_pika.connect(rabbit.tls_url(**query), timeout=READY_WITHIN_SECONDS)


async def test_documents_go_over_tls(mongo: MongoWithTls, certificates: Certificates) -> None:
    assert await _answers(f"{mongo.url}&tls=true&tlsCAFile={certificates.authority}")


async def test_a_database_that_nobody_vouches_for_is_not_talked_to(
    mongo: MongoWithTls, strangers: Certificates
) -> None:
    assert not await _answers(f"{mongo.url}&tls=true")
    assert not await _answers(f"{mongo.url}&tls=true&tlsCAFile={strangers.authority}")


async def _answers(url: str) -> bool:
    settings = StoreSettings(mongodb_url=SecretStr(url))
    client = open_client(settings)
    try:
        return await answers(database_of(client, settings))
    finally:
        client.close()
