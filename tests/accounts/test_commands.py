"""The first administrator is made from the command line."""

from tests.accounts.conftest import PASSWORD
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
    assert "administrator already" in again.output
    assert PASSWORD not in made.output + again.output


def test_a_short_password_makes_nobody(world: World) -> None:
    runner = world.app.test_cli_runner()
    command = ["create-administrator", "root@test.example", "--name", "Office", "--password", "x"]
    assert runner.invoke(args=command).exit_code == 2
    assert world.one("SELECT count(*) FROM people WHERE email = 'root@test.example'") == 0
