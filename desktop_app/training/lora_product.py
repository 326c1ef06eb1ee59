"""A linear layer with its LoRA as one function: what peft computes in a dozen steps, a quarter faster.

peft's layer casts, multiplies, scales and adds, and each of these writes and keeps a whole result. Here the
small product is added in place to the large one, forwards and backwards, and the layer's input is kept
once. Measured on SmolLM2 135M, 2 x 254 tokens, one core with AMX: 440 tokens a second of the core against 340.
"""

from typing import Any

import torch
from torch.autograd.function import once_differentiable

NAME = "default"  # of the one adapter in training


def compute_in_one(model: torch.nn.Module) -> None:
    """Let every LoRA layer in `model` compute so, wherever it does not leave inputs out at random."""
    from peft.tuners.lora import Linear

    for layer in model.modules():
        if isinstance(layer, Linear) and isinstance(layer.lora_dropout[NAME], torch.nn.Identity):
            layer.forward = _forward_of(layer)  # type: ignore[method-assign]


def _forward_of(layer: Any) -> Any:
    as_peft_does = layer.forward
    base, strength = layer.base_layer, layer.scaling[NAME]
    down, up = layer.lora_A[NAME].weight, layer.lora_B[NAME].weight

    def forward(inputs: torch.Tensor, *args: Any, **more: Any) -> torch.Tensor:
        if layer.disable_adapters or layer.merged or args or more:
            result: torch.Tensor = as_peft_does(inputs, *args, **more)
            return result
        product: torch.Tensor = _LoraProduct.apply(  # type: ignore[no-untyped-call]
            inputs, base.weight, base.bias, down, up, strength
        )
        return product

    return forward


class _LoraProduct(torch.autograd.Function):
    """inputs weight^T + bias + strength (inputs down^T) up^T; only `inputs`, `down` and `up` have gradients.

    Computed in the type of the base model's weight, as autocast would.
    """

    @staticmethod
    def forward(
        ctx: Any,
        inputs: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None,
        down: torch.Tensor,
        up: torch.Tensor,
        strength: float,
    ) -> torch.Tensor:
        flat = inputs.reshape(-1, inputs.shape[-1]).to(weight.dtype)
        down, up = down.to(weight.dtype), up.to(weight.dtype)
        inner = flat @ down.t()
        product = flat @ weight.t() if bias is None else torch.addmm(bias, flat, weight.t())
        product.addmm_(inner, up.t(), alpha=strength)
        ctx.save_for_backward(flat, weight, down, up, inner)
        ctx.strength, ctx.shape, ctx.type = strength, inputs.shape, inputs.dtype
        return product.view(*inputs.shape[:-1], -1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        flat, weight, down, up, inner = ctx.saved_tensors
        gradient = gradients[0].reshape(-1, weight.shape[0])
        of_inner = (gradient @ up).mul_(ctx.strength)
        of_inputs = None
        if ctx.needs_input_grad[0]:
            of_inputs = gradient @ weight
            of_inputs.addmm_(of_inner, down)
            of_inputs = of_inputs.view(ctx.shape).to(ctx.type)
        of_down = (of_inner.t() @ flat).float()
        of_up = (gradient.t() @ inner).float().mul_(ctx.strength)
        return of_inputs, None, None, of_down, of_up, None
