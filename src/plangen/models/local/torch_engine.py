"""One transformers model in this process: batches of requests, each row with its own limits and its own stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from plangen.errors import ConfigurationError, ContextOverflowError, MissingExtraError, WeightsError
from plangen.models.base import Message
from plangen.models.local import grammar
from plangen.models.local.jobs import Collector, Job
from plangen.models.local.sampling import Row, step

_WINDOW_SECONDS = 0.005
_UNKNOWN_CONTEXT = 4096


class TorchEngine:
    """A loaded model and tokenizer. Raises WeightsError, ConfigurationError, MissingExtraError."""

    def __init__(self, source: str, *, batch: int) -> None:
        self._tokenizer, self._model = _load(source)
        if not self._tokenizer.chat_template:
            raise ConfigurationError(f"{source} has no chat template", hint="take an instruction-tuned model")
        self._tokenizer.padding_side = "left"
        if self._tokenizer.pad_token_id is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        config = self._model.config.get_text_config()
        self.context = int(getattr(config, "max_position_embeddings", None) or _UNKNOWN_CONTEXT)
        self._ends = _ends(self._model, self._tokenizer)
        self._vocabulary = int(config.vocab_size)
        self._grammar_tokenizer: Any = None
        self._batch = batch
        self._collector = Collector(self._generate_all, window=_WINDOW_SECONDS, name="plangen-torch")

    def submit(self, job: Job) -> None:
        """Queue a request."""
        self._collector.put(job)

    def encode(self, messages: Sequence[Message]) -> list[int]:
        """The prompt's tokens under the model's chat template."""
        turns = [{"role": message.role, "content": message.content} for message in messages]
        text = self._tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def close(self) -> None:
        """End the thread and let go of the model."""
        self._collector.close()
        self._model = None

    def _generate_all(self, jobs: list[Job]) -> None:
        for first in range(0, len(jobs), self._batch):
            batch = [job for job in jobs[first : first + self._batch] if job.start()]
            rows = [row for job in batch if (row := self._row(job)) is not None]
            if not rows:
                continue
            try:
                self._generate(rows)
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for the reply
                for row in rows:
                    row.job.fail(error)

    def _row(self, job: Job) -> Row | None:
        """The request as a row of the batch, or `None` when it failed at once."""
        try:
            prompt = self.encode(job.request.messages)
            if len(prompt) >= self.context:
                raise ContextOverflowError(
                    f"the prompt has {len(prompt)} tokens, the model's context {self.context}",
                    hint="shorten the task, or take a model with a larger context",
                )
            limits = grammar.of(job.request.schema)
            return Row(
                job,
                prompt,
                self._tokenizer,
                ends=self._ends,
                room=self.context - len(prompt),
                defaults=self._model.generation_config,
                matcher=None if limits is None else self._matcher(limits),
                notes=() if limits is None else limits.notes,
            )
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the reply
            job.fail(error)
            return None

    def _generate(self, rows: list[Row]) -> None:
        import torch
        from transformers import GenerationConfig, LogitsProcessorList, StoppingCriteriaList

        padded = self._tokenizer.pad({"input_ids": [row.prompt for row in rows]}, return_tensors="pt")
        settings = GenerationConfig(
            do_sample=False,
            max_new_tokens=max(row.limit for row in rows),
            pad_token_id=self._tokenizer.pad_token_id,
            eos_token_id=sorted(self._ends),
        )

        def choose(tokens: Any, scores: Any) -> Any:
            return step(rows, scores)

        def ended(tokens: Any, scores: Any, **_: Any) -> Any:
            return torch.tensor([row.over for row in rows], device=tokens.device)

        with torch.inference_mode():
            self._model.generate(
                **padded.to(self._model.device),
                generation_config=settings,
                logits_processor=LogitsProcessorList([choose]),
                stopping_criteria=StoppingCriteriaList([ended]),
            )

    def _matcher(self, limits: grammar.Grammar) -> Any:
        from llguidance import LLMatcher
        from llguidance.hf import from_tokenizer

        if self._grammar_tokenizer is None:
            self._grammar_tokenizer = from_tokenizer(
                self._tokenizer, n_vocab=self._vocabulary, eos_token=sorted(self._ends)
            )
        return LLMatcher(self._grammar_tokenizer, limits.text)


def _ends(model: Any, tokenizer: Any) -> frozenset[int]:
    named = model.generation_config.eos_token_id
    ends = named if isinstance(named, list) else [named]
    return frozenset(int(end) for end in [*ends, tokenizer.eos_token_id] if end is not None)


def _load(source: str) -> tuple[Any, Any]:
    """Tokenizer and model of a repository, a folder or a GGUF file."""
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise MissingExtraError(f"hf:{source}", extra="transformers") from error
    path = Path(source).expanduser()
    gguf = path.suffix == ".gguf"
    if gguf and not path.is_file():
        raise WeightsError(f"{path} cannot be read", hint="name a GGUF file")
    place = str(path.parent) if gguf else str(path) if path.is_dir() else source
    file = {"gguf_file": path.name} if gguf else {}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        with _quietly():
            tokenizer = AutoTokenizer.from_pretrained(place, **file)
            model = AutoModelForCausalLM.from_pretrained(place, dtype=torch.bfloat16 if gguf else "auto", **file)
    except ImportError as error:
        raise MissingExtraError(f"hf:{source}", extra="transformers") from error
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise WeightsError(
            f"transformers cannot load `{source}`: {reason}", hint="name a hub repository, a folder or a GGUF file"
        ) from error
    return tokenizer, model.eval().to(device)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep transformers' progress bars and advice off the terminal."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
