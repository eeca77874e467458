"""The two databases of the tests are real, durable and each test's own."""

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool


def test_each_test_gets_an_empty_database(database_url):
    engine = create_engine(database_url, poolclass=NullPool)

    assert inspect(engine).get_table_names() == []


def test_text_of_four_byte_characters_comes_back_as_it_went_in(database_url):
    engine = create_engine(database_url, poolclass=NullPool)

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE person (name VARCHAR(20))"))
        connection.execute(text("INSERT INTO person VALUES ('𠮷田😀')"))
        found = connection.execute(text("SELECT name FROM person")).scalar_one()

    assert found == "𠮷田😀"


@pytest.mark.postgres
@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_the_server_is_as_durable_as_in_production(postgres_url, setting):
    engine = create_engine(postgres_url, poolclass=NullPool)

    with engine.connect() as connection:
        value = connection.execute(text(f"SHOW {setting}")).scalar_one()

    assert value == "on"


@pytest.mark.postgres
def test_a_database_copied_from_a_template_holds_its_tables(postgres_server):
    template = postgres_server.fresh_database()
    with psycopg.connect(plain(template), autocommit=True) as connection:
        connection.execute("CREATE TABLE seeded (id INTEGER)")

    copy = postgres_server.fresh_database(template=make_url(template).database)

    assert inspect(create_engine(copy, poolclass=NullPool)).has_table("seeded")


@pytest.mark.postgres
def test_a_dropped_database_is_gone_even_while_somebody_is_connected(postgres_server):
    url = postgres_server.fresh_database()
    with psycopg.connect(plain(url)):
        postgres_server.drop_database(url)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(plain(url))


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(False)
