"""From examples to a LoRA adapter of the model that chats: reading, training, checkpoints, export."""
