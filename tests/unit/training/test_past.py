"""What was told of a run before it was left."""

from desktop_app.training.past import MOST, past_losses


def step(number: int, loss: float) -> dict[str, object]:
    return {"event": "step", "step": number, "loss": loss}


def test_what_is_done_again_after_the_checkpoint_is_left_out_and_the_later_word_counts() -> None:
    told = [
        {"event": "loaded", "learn": 4},
        {"event": "check", "step": 0, "check_loss": 3.0, "is_best": True},
        *(step(number, 2.0) for number in (1, 2, 3)),
        step(2, 1.5),  # after a kill
        {"event": "check", "step": 2, "check_loss": 1.0, "is_best": False},
    ]
    assert past_losses(told, until=2) == {
        "steps": [[1, 2.0], [2, 1.5]],
        "checks": [[0, 3.0, True], [2, 1.0, False]],
    }


def test_a_long_run_is_told_in_as_many_points_as_a_screen_can_show() -> None:
    steps = past_losses((step(number, 1.0) for number in range(1, 50_000)), until=50_000)["steps"]
    assert MOST / 2 < len(steps) <= MOST
    assert steps[0] == [1, 1.0]
