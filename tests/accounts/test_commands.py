"""The first administrator is made from the command line."""

import pytest

from tests.accounts.conftest import PASSWORD, give_password
from tests.world import World


def test_an_administrator_is_made_once(world: World) -> None:
    runner = world.app.test_cli_runner()
    command = ["create-administrator", "Root@Test.example", "--name", "Office", "--password"]
    made = runner.invoke(args=[*command, PASSWORD])
    assert made.exit_code == 0, made.output
    role = "SELECT role FROM network_roles JOIN people p ON p.id = person_id WHERE p.email = %s"
    assert world.one(role, "root@test.example") == "administrator"
    again = runner.invoke(args=[*command, PASSWORD])
    assert again.exit_code == 1
    assert "already belongs to an administrator" in again.output
    assert PASSWORD not in made.output + again.output


def test_a_short_password_makes_nobody(world: World) -> None:
    runner = world.app.test_cli_runner()
    command = ["create-administrator", "root@test.example", "--name", "Office", "--password", "x"]
    assert runner.invoke(args=command).exit_code == 2
    assert world.one("SELECT count(*) FROM people WHERE email = 'root@test.example'") == 0


@pytest.mark.parametrize(
    ("email", "name", "said"),
    [
        ("root@test.example", "\u200b", "Enter your name."),
        ("root@test.example", "  ", "Enter your name."),
        ("root@test.example", "a" * 121, "at most 120 characters."),
        ("no address", "Office", "Enter an email address such as name@example.org."),
        (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}", "Office", "address"),
    ],
)
def test_what_no_form_takes_the_command_does_not_take(
    world: World, email: str, name: str, said: str
) -> None:
    people = world.one("SELECT count(*) FROM people")
    command = ["create-administrator", email, "--name", name, "--password", PASSWORD]
    refused = world.app.test_cli_runner().invoke(args=command)
    assert refused.exit_code == 2
    assert said in refused.output
    assert world.one("SELECT count(*) FROM people") == people


def test_a_name_is_kept_as_a_form_keeps_it(world: World) -> None:
    command = [
        "create-administrator",
        "root@test.example",
        "--name",
        "  The   office ",
        "--password",
    ]
    made = world.app.test_cli_runner().invoke(args=[*command, PASSWORD])
    assert made.exit_code == 0, made.output
    assert world.one("SELECT name FROM people WHERE email = 'root@test.example'") == "The office"


def test_whoever_coaches_is_told_why_they_are_no_administrator(world: World) -> None:
    email = give_password(world, "coach")
    command = ["create-administrator", email, "--name", "Office", "--password", PASSWORD]
    refused = world.app.test_cli_runner().invoke(args=command)
    assert refused.exit_code == 1
    assert "already belongs to an administrator" not in refused.output
    assert "coach" in refused.output
