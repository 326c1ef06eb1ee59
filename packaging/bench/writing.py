"""How much of llama.cpp's writing speed is left once text is streamed, watched for stop words and stoppable."""

from bare_llama import BareLlama
from desktop_app.domain import Turn
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.processor import processor_threads
from desktop_app.weights import starter_model
from figure import Figure, median

ROUNDS = 5
TOKENS = 160
CONTEXT = 2048
GOAL = 0.95
PROMPT = (
    "Explain in many words how a heat pump works, what its parts are called, what it needs from the house, and "
    "what to ask before ordering one. Write at least five paragraphs."
)


def measure() -> list[Figure]:
    """Write the same number of tokens after the same prompt, in turns."""
    turns = [Turn("user", PROMPT)]
    model = ChatModel.open(starter_model(), context=CONTEXT)
    bare = BareLlama(starter_model(), context=CONTEXT, threads=processor_threads(0))
    ours, limits = [], []
    prompt = bare.vocabulary.tokenize(PROMPT, special=False)
    prompt += prompt * (model.count_prompt(turns) // len(prompt))
    try:
        for _ in range(ROUNDS):
            for _ in model.write(turns, max_tokens=TOKENS, is_cancelled=lambda: False, on_prompt_read=_ignore):
                pass
            run = model.last_run
            ours.append(run.generated_tokens / run.write_ms * 1000)
            bare.read(prompt[: run.prompt_tokens])
            limits.append(run.generated_tokens / bare.write(run.generated_tokens))
    finally:
        model.close()
        bare.close()
    speed, limit = median(ours), median(limits)
    return [
        Figure(
            "writing speed",
            f"starter model, up to {TOKENS} tokens, {ROUNDS} rounds; raw: greedy loop on the C interface, "
            "prompt of the same length",
            speed,
            limit,
            "tokens/s",
            f"{speed / limit:.2f} × (at least {GOAL})",
        )
    ]


def _ignore(_done: int, _total: int) -> None:
    pass
