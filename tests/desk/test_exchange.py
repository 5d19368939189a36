"""Orders of the 12345 platform against a real peer over HTTP: taken once, answered once, in time."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from desk.errors import ExchangeError
from desk.exchange import Exchange, HttpPeer
from desk.exchange.exchange import deliver
from desk.orders.deadlines import alarm
from tests.desk.people import TODAY

ORDER = {
    "id": "12345-0001",
    "title": "拖欠工资",
    "content": "我在丰台一家公司上班，公司叫北京鑫达通物流有限公司，从今年八月起拖欠工资两万四",
    "name": "王建国",
    "phone": "13800125678",
    "type": "投诉",
    "due": "2026-12-01",
}


class Platform:
    """A small 12345 platform: hands out orders, remembers replies by their key."""

    def __init__(self):
        self.orders = [ORDER]
        self.replies = {}
        self.received = 0
        self.broken = False
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer({"orders": platform.orders})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not platform.broken:
                    platform.received += 1
                    platform.replies[self.headers["Idempotency-Key"]] = (self.path, body)
                self.answer({"ok": True})

            def answer(self, value):
                if self.headers["Authorization"] != "Bearer secret":
                    return self.send_error(401)
                if platform.broken:
                    return self.send_error(503)
                data = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                return self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def platform():
    platform = Platform()
    yield platform
    platform.stop()


@pytest.fixture
def peer(platform):
    peer = HttpPeer(platform.url, "secret")
    yield peer
    peer.close()


def test_an_order_is_taken_once_however_often_it_is_offered(desk_, peer):
    exchange = Exchange(desk_, peer)
    first, second = exchange.round(TODAY), exchange.round(TODAY)
    assert (len(first.taken), second.taken, second.known) == (1, (), 1)
    ticket = desk_.get(first.taken[0])
    assert (ticket.channel, ticket.external_id, ticket.state) == ("12345", "12345-0001", "filed")
    assert ticket.fields["employer"] == "北京鑫达通物流有限公司"
    assert ticket.fields["amount"] == 24000


def test_the_earlier_of_both_deadlines_counts(desk_, peer, platform):
    platform.orders.append({**ORDER, "id": "12345-0002", "due": "2027-06-01"})
    numbers = Exchange(desk_, peer).round(TODAY).taken
    assert [desk_.get(number).due for number in numbers] == [date(2026, 12, 1), date(2026, 12, 14)]
    hasty = desk_.get(numbers[0])
    assert alarm(hasty, desk_.definition_of(hasty), date(2026, 12, 2)) == "overdue"


def test_what_the_platform_does_not_say_is_left_to_be_asked(desk_, peer, platform):
    platform.orders[:] = [{"id": "x", "content": "社保卡丢了怎么补", "phone": "看不清"}]
    [number] = Exchange(desk_, peer).round(TODAY).taken
    fields = desk_.get(number).fields
    assert "phone" not in fields
    assert "caller_name" not in fields


def test_an_approved_reply_is_delivered_once_with_a_key(desk_, peer, platform, walk):
    exchange = Exchange(desk_, peer)
    [number] = exchange.round(TODAY).taken
    walk(number, "review", "dispatch", "accept", "reply")
    assert exchange.round(TODAY).delivered == 0
    walk(number, "approve")
    assert exchange.round(TODAY).delivered == 1
    assert exchange.round(TODAY).delivered == 0
    [(path, body)] = platform.replies.values()
    assert path == "/orders/12345-0001/reply"
    assert (body["number"], body["reply"]) == (number, "已责令公司支付")
    assert platform.received == 1


def test_a_reply_the_platform_did_not_take_waits_for_the_next_round(desk_, peer, platform, walk):
    exchange = Exchange(desk_, peer)
    [number] = exchange.round(TODAY).taken
    walk(number, "review", "dispatch", "accept", "reply", "approve")
    platform.broken = True
    assert deliver(desk_.engine, peer) == (0, 1)
    platform.broken = False
    assert deliver(desk_.engine, peer) == (1, 0)


def test_a_platform_that_fails_is_named_with_the_next_step(desk_, platform):
    platform.broken = True
    with pytest.raises(ExchangeError, match="稍后会自动重试"):
        Exchange(desk_, HttpPeer(platform.url, "secret")).round(TODAY)
    with pytest.raises(ExchangeError, match="401"):
        HttpPeer(platform.url, "wrong").orders()
    with pytest.raises(ExchangeError, match="检查网络"):
        HttpPeer("http://127.0.0.1:9").orders()


def test_rows_that_are_no_orders_are_refused_whole(desk_, peer, platform):
    platform.orders[:] = [{"id": "", "content": ""}]
    with pytest.raises(ExchangeError, match="读不懂"):
        Exchange(desk_, peer).round(TODAY)
