"""How a run is ended from outside, between two layers. Imports nothing, so that nobody waits for torch to say stop."""


class StopTraining(Exception):
    """End the run; the best of what was learnt is kept."""


class LeaveTraining(Exception):
    """Leave the run; made anew, it goes on from its checkpoint."""
