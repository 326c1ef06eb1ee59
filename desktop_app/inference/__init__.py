"""The models: embedder and chat model, each behind one class."""
