"""Triggers that note which change of a signature webhooks have to be told of."""

from pgtrigger import After, Condition, Insert, Trigger, UpdateOf

# Tools of the organization learn of people who asked for updates and whose name is on the list.
# A tool that was told about a person is told when that ends, even if its webhook is off by then.
# A webhook that the site itself has stopped misses nothing: its calls wait.
_TOLD = "({0}.state = 'published' AND {0}.updates AND {0}.display <> 'counted')"
_CALL = """
    INSERT INTO signatures_webhookcall (webhook_id, signature_id, event)
    SELECT id, NEW.id, 'signature.published' FROM signatures_webhook
    WHERE statement_id = NEW.statement_id AND sends_signatures AND (is_on OR stopped <> '');
"""
_CALL_AGAIN = """
    INSERT INTO signatures_webhookcall (webhook_id, signature_id, event)
    SELECT DISTINCT webhook_id, NEW.id, 'signature.withdrawn' FROM signatures_webhookcall
    WHERE signature_id = NEW.id AND event = 'signature.published'
        AND (state <> 'skipped' OR attempts > 0);
"""
SIGNATURE_CALLS_WEBHOOKS = Trigger(
    name="signature_calls_webhooks",
    when=After,
    operation=UpdateOf("state", "updates", "display"),
    condition=Condition(f"({_TOLD.format('OLD')} IS DISTINCT FROM {_TOLD.format('NEW')})"),
    func=f"IF {_TOLD.format('NEW')} THEN {_CALL} ELSE {_CALL_AGAIN} END IF; RETURN NULL;",
)
NEW_SIGNATURE_CALLS_WEBHOOKS = Trigger(
    name="new_signature_calls_webhooks",
    when=After,
    operation=Insert,
    condition=Condition(_TOLD.format("NEW")),
    func=f"{_CALL} RETURN NULL;",
)
