"""A small DNS server on loopback for tests, which serves given TXT records."""

import socket
import threading
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rrset


def answer(asked, records):
    question = asked.question[0]
    name = question.name.to_text(omit_final_dot=True)
    said = dns.message.make_response(asked)
    found = records.get(name)
    if found is None:
        said.set_rcode(dns.rcode.NXDOMAIN)
    elif found == "broken":
        said.set_rcode(dns.rcode.SERVFAIL)
    elif found:
        said.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", *found))
    return said


@contextmanager
def dns_server(records, port=0):
    """Serve ``records`` by UDP and yield the address.

    ``records`` has a list of quoted texts, or "broken", for each name. With None the server
    never answers.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", port))

    def serve():
        while True:
            wire, peer = listening.recvfrom(4096)
            if wire == b"end":
                return
            if records is not None:
                asked = dns.message.from_wire(wire)
                listening.sendto(answer(asked, records).to_wire(), peer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.sendto(b"end", listening.getsockname())
        thread.join()
        listening.close()
