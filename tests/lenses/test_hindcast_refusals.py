"""Tests for what the lens `hindcast` cannot score, and what it says then."""

import dataclasses

import pytest

from lenses.ferry import FERRY, QUICK, crisis_of, solved, walked
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.lenses.asking import look
from standoff.lenses.hindcast import Hindcast
from standoff.policy import solve
from standoff.record import walk
from standoff.spec import read_text


class TestWhatCannotBeScored:
    """Each refusal says what is wrong and what would be right."""

    def test_no_record_is_said_with_a_remedy(self):
        """The status does not apply, as for any lens that lacks what it needs."""
        answer = look(compile(crisis_of()), "hindcast")

        assert answer.attrs["status"] == "does not apply"
        assert answer.attrs["cause"].endswith("there is no record of it.")
        assert "map from events to options" in answer.attrs["remedy"]

    def test_a_record_without_a_choice_is_said(self):
        """Nobody could have done anything else."""
        text = FERRY.replace("ROUNDS", "6").replace("ORDER", "[port]")
        crisis = read_text(
            text.replace("when: toll < high", "when: ferry == running")
            .replace("when: toll > none", "when: ferry == running")
        )  # fmt: skip

        with pytest.raises(NotApplicable, match="more than one option"):
            QUICK.look(compile(crisis), walk(crisis, []))

    @pytest.mark.parametrize(
        ("setting", "value", "most"),
        [
            ("paths", 0, "1 to 1,000,000,000"),
            ("draws", 2.5, "1 to 1,000,000"),
            ("block", 0, "1 to 10,000"),
            ("rounds", 0, "1 to 10,000"),
            ("seed", -1, f"0 to {2**63 - 1:,}"),
        ],
    )
    def test_settings_that_ask_for_nothing_are_refused(self, setting, value, most):
        """Before anything is computed."""
        with pytest.raises(CommandError) as caught:
            Hindcast(**{setting: value})

        assert str(caught.value) == (
            f"The setting '{setting}' of the lens 'hindcast' cannot be {value!r}.\n"
            f"It takes a whole number from {most}."
        )

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            (
                Hindcast(date="2009-01-01"),
                "2009-01-01 lies outside the record. Choose a date from 2001-01-01 to 2001-06-30.",
            ),
            (
                Hindcast(date="April"),
                "'April' is not a day of the calendar.\n"
                "Write a date as year-month-day, for example 2009-04-05.",
            ),
            (
                Hindcast(rounds=4),
                "The lens 'hindcast' cannot compare 4 rounds from round 4 on: the record ends "
                "with round 6.\nChoose 'rounds' from 1 to 3.",
            ),
        ],
    )
    def test_a_cut_off_outside_the_record_is_refused(self, settings, message):
        """Nothing is known of what came there."""
        game, policy = solved()

        with pytest.raises(CommandError) as caught:
            settings.look(game, walked(), policy=policy)

        assert str(caught.value) == message

    def test_a_policy_that_does_not_know_the_record_is_refused(self):
        """Solved from a state after which the charter is never a draft again."""
        game, _ = solved()
        policy = solve(game, start=game.find({"charter": "adopted"}))

        with pytest.raises(CommandError, match="does not cover the state of the record in round 1"):
            QUICK.look(game, walked(), policy=policy)

    def test_a_policy_that_did_not_converge_says_so(self):
        """The scores are those of the last policy reached."""
        game, policy = solved()
        lost = dataclasses.replace(policy, status="did not converge", cause="Lost.", remedy="Wait.")

        answer = QUICK.look(game, walked(), policy=lost)

        assert [answer.attrs[k] for k in ("status", "cause")] == ["did not converge", "Lost."]
        assert "log_score" in answer
