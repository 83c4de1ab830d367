import pytest

from plangen.errors import BadReplyError, ContextOverflowError, EmptyReplyError, RequestRefusedError
from plangen.models.base import Message, Request
from plangen.models.local.jobs import Job
from plangen.models.local.replies import Replies


def jobs_of(n=1, **options):
    jobs = [Job(Request((Message("user", "?"),), **options)) for _ in range(n)]
    for job in jobs:
        job.start()
    return jobs


def piece(text, index=0, finish=None, logprobs=None):
    choice = {"index": index, "delta": {"content": text} if text else {}, "finish_reason": finish}
    return {"choices": [choice | ({"logprobs": {"content": logprobs}} if logprobs else {})]}


def usage(tokens):
    return {"choices": [], "usage": {"completion_tokens": tokens}}


def feed(replies, *chunks):
    return [replies.take(chunk) for chunk in chunks]


def test_pieces_make_a_reply():
    (job,) = jobs_of()
    shown = []
    job.on_text = shown.append
    assert feed(Replies([job], 7), piece("Hel"), piece("lo"), piece("", finish="stop"), usage(3)) == [False] * 4
    reply = job.reply.result()
    assert (reply.text, reply.finish, reply.cost) == ("Hello", "stop", 0.0)
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.reported) == (7, 3, True)
    assert shown == ["Hel", "lo"]


def test_replies_of_one_call_end_one_by_one():
    first, second = jobs_of(2)
    replies = Replies([first, second], 7)
    feed(replies, piece("a", 0), piece("b", 1), piece("", 1, "length"), usage(1))
    assert second.reply.result().finish == "length"
    assert not first.reply.done()
    feed(replies, piece("", 0, "stop"), usage(2))
    assert first.reply.result().usage.completion_tokens == 2


def test_stream_is_stopped_when_nobody_wants_the_rest():
    first, second = jobs_of(2)
    replies = Replies([first, second], 7)
    first.stop.set()
    assert feed(replies, piece("a", 0), piece("b", 1)) == [False, False]
    second.stop.set()
    assert feed(replies, piece("a", 0)) == [True]


def test_logprobs_are_given_only_when_asked_for():
    item = {"token": "a", "logprob": -1.0, "top_logprobs": [{"token": "b", "logprob": -0.5}]}
    for wanted, expected in ((1, ({"token": "a", "logprob": -1.0, "top": {"b": -0.5}},)), (0, None)):
        (job,) = jobs_of(logprobs=wanted)
        feed(Replies([job], 7), piece("a", logprobs=[item]), piece("", finish="stop"), usage(1))
        assert job.reply.result().logprobs == expected


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"code": 400, "type": "exceed_context_size_error", "message": "too long"}, ContextOverflowError),
        ({"code": 400, "type": "invalid_request_error", "message": "bad grammar"}, RequestRefusedError),
        ({"code": 500, "type": "server_error", "message": "broken"}, BadReplyError),
    ],
)
def test_faults_of_the_server_are_typed(fault, error):
    (job,) = jobs_of()
    feed(Replies([job], 7), {"error": fault})
    with pytest.raises(error, match=fault["message"]):
        job.reply.result()


def test_empty_reply_is_an_error():
    (job,) = jobs_of()
    feed(Replies([job], 7), piece(" \n"), piece("", finish="stop"), usage(2))
    with pytest.raises(EmptyReplyError, match="after 2 tokens"):
        job.reply.result()


def test_stream_that_ends_early_is_an_error():
    (job,) = jobs_of()
    replies = Replies([job], 7)
    feed(replies, piece("a"))
    replies.end()
    with pytest.raises(BadReplyError, match="ended before"):
        job.reply.result()
