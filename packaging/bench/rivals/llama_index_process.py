"""LlamaIndex with Chroma, as its documentation puts it together, offline. Run by its own environment.

    python llama_index_process.py STORE EMBEDDER        and then one JSON object a line

{"index": DOCUMENTS, "chunk": TOKENS or 0} → {"seconds": …, "tokens": those that the embedder read}
{"open": true} → {}                                     opens what an earlier process has indexed
{"find": QUESTION} → {"found": [[FILE, TEXT], …]}
{"model": GGUF, "threads": N} → {}
{"ask": QUESTION} → {"text": PIECE} as they come, then {"done": true}
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from desktop_app.sealed import close_network

NEAREST = 5
COLLECTION = "bench"
OVERLAP = 20  # tokens, of chunks of a chosen size; 200 as it comes


class LlamaIndex:
    """What a script of a few lines would do, each when it is first wanted."""

    def __init__(self, store: str, embedder: str) -> None:
        # All imports are done here, before any time is taken.
        import chromadb
        import llama_index.readers.file  # noqa: F401 - what SimpleDirectoryReader looks for
        from chromadb.config import Settings
        from llama_index.core import StorageContext
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from llama_index.vector_stores.chroma import ChromaVectorStore

        client = chromadb.PersistentClient(store, settings=Settings(anonymized_telemetry=False))
        self._collection = client.get_or_create_collection(COLLECTION)
        self._store = ChromaVectorStore(chroma_collection=self._collection)
        self._storage = StorageContext.from_defaults(vector_store=self._store)
        self._open_embedder = lambda: HuggingFaceEmbedding(model_name=embedder, device="cpu")
        self._index: Any = None
        self._retriever: Any = None
        self._engine: Any = None

    def index(self, documents: str, chunk: int) -> dict[str, Any]:
        """Read, cut, embed and store a folder's files; `chunk` 0 leaves the chunks as they come."""
        from llama_index.core import Settings, SimpleDirectoryReader, VectorStoreIndex

        if chunk:
            Settings.chunk_overlap = OVERLAP
            Settings.chunk_size = chunk
        begun = time.perf_counter()
        embedder = self._open_embedder()
        self._index = VectorStoreIndex.from_documents(
            SimpleDirectoryReader(documents, recursive=True).load_data(),
            storage_context=self._storage,
            embed_model=embedder,
        )
        seconds = time.perf_counter() - begun
        tokenizer, most = embedder._model.tokenizer, embedder._model.max_seq_length
        texts = self._collection.get(include=["documents"])["documents"]
        return {"seconds": seconds, "tokens": sum(min(most, len(tokenizer.encode(text))) for text in texts)}

    def open(self) -> dict[str, Any]:
        from llama_index.core import VectorStoreIndex

        self._index = VectorStoreIndex.from_vector_store(self._store, embed_model=self._open_embedder())
        self._retriever = self._index.as_retriever(similarity_top_k=NEAREST)
        return {}

    def find(self, question: str) -> dict[str, Any]:
        return {"found": [[n.metadata["file_name"], n.get_content()] for n in self._retriever.retrieve(question)]}

    def load_model(self, path: str, threads: int) -> dict[str, Any]:
        from llama_index.llms.llama_cpp import LlamaCPP

        _avoid_amx()
        # Its documentation has the person write the model's own format; without one answers are much worse.
        model = LlamaCPP(
            model_path=path,
            model_kwargs={"n_threads": threads, "n_threads_batch": threads},
            messages_to_prompt=lambda messages: _chat([(m.role.value, str(m.content)) for m in messages]),
            completion_to_prompt=lambda text: _chat([("user", text)]),
            verbose=False,
        )
        self._engine = self._index.as_query_engine(llm=model, streaming=True)
        return {}

    def ask(self, question: str) -> Iterator[dict[str, Any]]:
        for piece in self._engine.query(question).response_gen:
            yield {"text": piece}
        yield {"done": True}


def _chat(turns: list[tuple[str, str]]) -> str:
    """Return turns in the starter model's format, ChatML."""
    said = "".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in turns)
    return f"{said}<|im_start|>assistant\n"


def _avoid_amx() -> None:
    """Load models as Carrel does: a build with AMX dies in virtual machines that only announce it."""
    from llama_cpp import llama_cpp as library

    original = library.llama_model_default_params

    def parameters() -> object:
        chosen = original()
        chosen.use_extra_bufts = b"AMX_INT8 = 1" not in library.llama_print_system_info()
        return chosen

    library.llama_model_default_params = parameters


def main() -> None:
    close_network(window=True)  # its event loops wake each other over local sockets
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # libraries print
    side = LlamaIndex(*sys.argv[1:3])
    for line in sys.stdin:
        match json.loads(line):
            case {"index": documents, "chunk": chunk}:
                replies = iter([side.index(documents, chunk)])
            case {"open": _}:
                replies = iter([side.open()])
            case {"find": question}:
                replies = iter([side.find(question)])
            case {"model": path, "threads": threads}:
                replies = iter([side.load_model(path, threads)])
            case {"ask": question}:
                replies = side.ask(question)
        for reply in replies:
            channel.write(json.dumps(reply) + "\n")


if __name__ == "__main__":
    main()
