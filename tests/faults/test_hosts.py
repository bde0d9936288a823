"""Parts of `make hosts` that need neither root nor namespaces."""

import re

from tests.faults.drill.hosts import NGINX, A, B, few_errors
from tests.nginx import Nginx


def test_nginx_names_both_web_hosts_in_each_upstream(tmp_path):
    Nginx(tmp_path / "nginx", A, name="localhost", forms=A, more=NGINX)

    conf = (tmp_path / "nginx/letter.conf").read_text()
    upstreams = re.findall(r"^upstream (\w+) \{(.*?)^\}", conf, re.MULTILINE | re.DOTALL)
    named = {name: re.findall(r"server ([\d.:]+) ", servers) for name, servers in upstreams}
    assert named == {"letter": [A, B], "letter_search": [A, B], "letter_forms": [A, B]}


def test_fault_of_a_host_is_broken_if_one_form_in_a_hundred_fails():
    assert few_errors({"not_ok_percent": 0.9, "broken": []})["broken"] == []
    assert few_errors({"not_ok_percent": 1.0, "broken": []})["broken"] == [
        "1.0 % of the forms were not accepted"
    ]
