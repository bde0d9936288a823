"""Rules that the database itself keeps, so that no query, form or shell goes around them.

`makemigrations` writes a changed rule into a migration. The words of a refusal are for developers;
the site checks first and explains it to people.
"""

from pgtrigger import (
    After,
    AnyChange,
    Before,
    Condition,
    Delete,
    Insert,
    Statement,
    Trigger,
    Truncate,
    Update,
    UpdateOf,
)

from signatures.models.webhook_triggers import (
    NEW_SIGNATURE_CALLS_WEBHOOKS,
    SIGNATURE_CALLS_WEBHOOKS,
)


def _refuse(words: str, *, constraint: str) -> str:
    """Return SQL that refuses the change; Django raises IntegrityError."""
    using = f"USING ERRCODE = 'restrict_violation', CONSTRAINT = '{constraint}'"
    return f"RAISE EXCEPTION {words} {using};"


_TEXT_IS_SIGNED = _refuse(
    "'text version % is signed and cannot change', OLD.id", constraint="text_version_is_signed"
)
_OF_ANOTHER_TEXT = _refuse(
    "'signature % was proven for another text', OLD.id", constraint="signature_keeps_its_text"
)
_LOG_ONLY_GROWS = _refuse(
    "'the log of decisions is append-only'", constraint="decision_is_append_only"
)
_MAILBOX_HAS_SIGNED = _refuse(
    "'this mailbox has signed statement % already', NEW.statement_id",
    constraint="signature_second_is_allowed",
)

# The text that people signed stays as it was. FOR UPDATE waits for signatures that are being
# written: their foreign key locks the row, and after the wait they are seen.
SIGNED_TEXT_STAYS = Trigger(
    name="text_version_is_signed",
    when=Before,
    operation=Update,
    condition=AnyChange(exclude=["id"]),  # spelt out, so that `makemigrations` sees a new column
    func=f"""
        PERFORM 1 FROM signatures_textversion WHERE id = OLD.id FOR UPDATE;
        IF EXISTS (SELECT FROM signatures_signature WHERE text_version_id = OLD.id) THEN
            {_TEXT_IS_SIGNED}
        END IF;
        RETURN NEW;
    """,
)

# A confirmed signature moves to another text only if the signatory signed that one as well.
SIGNATURE_KEEPS_ITS_TEXT = Trigger(
    name="signature_keeps_its_text",
    when=Before,
    operation=UpdateOf("text_version_id"),
    condition=Condition(
        "OLD.attested_at IS NOT NULL AND OLD.text_version_id IS DISTINCT FROM NEW.text_version_id"
    ),
    func=f"""
        IF EXISTS (
            SELECT FROM signatures_wordingrequest WHERE signature_id = OLD.id
                AND text_version_id = NEW.text_version_id AND answered_at IS NOT NULL
        ) THEN
            RETURN NEW;
        END IF;
        {_OF_ANOTHER_TEXT}
    """,
)

SIGNATURE_COPIES_WORDING = Trigger(
    name="signature_copies_wording",
    when=Before,
    operation=Insert | UpdateOf("text_version_id", "wording"),
    func="""
        NEW.wording := coalesce(
            (SELECT wording FROM signatures_textversion WHERE id = NEW.text_version_id), 1
        );
        RETURN NEW;
    """,
)

# One mailbox signs once: the constraint on statement and mailbox. A second person has a mark before
# the mailbox, and only where the statement allows it and the first person has another name.
SECOND_OF_MAILBOX_IS_ALLOWED = Trigger(
    name="signature_second_is_allowed",
    when=Before,
    operation=Insert | UpdateOf("mailbox", "statement_id"),
    condition=Condition("starts_with(NEW.mailbox, '2 ')"),
    func=f"""
        IF starts_with(NEW.mailbox, '2 2 ') OR NOT EXISTS (
            SELECT FROM signatures_statement WHERE id = NEW.statement_id AND shares_mailboxes
        ) OR EXISTS (
            SELECT FROM signatures_signature
            WHERE statement_id = NEW.statement_id AND mailbox = substr(NEW.mailbox, 3)
                AND lower(name) = lower(NEW.name)
        ) THEN
            {_MAILBOX_HAS_SIGNED}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 - no value in it
)

# Of a withheld name the public may know the day. The list is sorted by this time, so anything finer
# could be told from the neighbours: it is not stored.
WITHHELD_NAME_HAS_A_DAY = Trigger(
    name="signature_coarsens_published_at",
    when=Before,
    operation=Insert | UpdateOf("published_at", "display"),
    condition=Condition("NEW.published_at IS NOT NULL AND NEW.display IN ('anonymous', 'counted')"),
    func="NEW.published_at := date_trunc('day', NEW.published_at, 'UTC'); RETURN NEW;",
)

LOG_IS_APPEND_ONLY = Trigger(
    name="decision_is_append_only", when=Before, operation=Update | Delete, func=_LOG_ONLY_GROWS
)
LOG_IS_NEVER_EMPTIED = Trigger(
    name="decision_is_never_emptied",
    level=Statement,
    when=Before,
    operation=Truncate,
    func=_LOG_ONLY_GROWS,
)

# A signature has a summary of its attestations, so that a row of the list is one row. The first
# attestation of most people says only that the address is confirmed, which is no news for it.
SIGNATURE_FOLLOWS_ATTESTATIONS = Trigger(
    name="signature_follows_attestations",
    when=After,
    operation=Insert
    | Delete
    | UpdateOf("method", "guild_id", "attested_at", "lapsed_on", "is_membership"),
    declare=[
        ("changed", "signatures_attestation := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END")
    ],
    func="""
        IF TG_OP = 'INSERT' AND changed.guild_id IS NULL AND NOT EXISTS (
            SELECT FROM signatures_signature
            WHERE id = changed.signature_id AND verified_by IS NOT NULL
        ) THEN
            RETURN NULL;
        END IF;
        UPDATE signatures_signature signature
        SET guild_ids = told.guild_ids, address_guild = told.address_guild,
            verified_by = told.verified_by,
            verified_as_of = told.verified_as_of, last_lapsed_on = told.last_lapsed_on
        FROM (
            SELECT
                ARRAY(
                    SELECT guild_id FROM signatures_attestation
                    WHERE signature_id = changed.signature_id AND guild_id IS NOT NULL
                        AND is_membership
                    GROUP BY guild_id ORDER BY min(id)
                ) AS guild_ids,
                (array_agg(guild_id ORDER BY id) FILTER (WHERE NOT is_membership))[1]
                    AS address_guild,
                ARRAY(
                    SELECT method FROM signatures_attestation
                    WHERE signature_id = changed.signature_id
                    GROUP BY method ORDER BY min(id)
                ) AS verified_by,
                coalesce(max(attested_at) FILTER (WHERE guild_id IS NOT NULL), max(attested_at))
                    AS verified_as_of,
                max(lapsed_on) AS last_lapsed_on
            FROM signatures_attestation WHERE signature_id = changed.signature_id
        ) told
        WHERE signature.id = changed.signature_id AND (
            signature.guild_ids, signature.address_guild, signature.verified_by,
            signature.verified_as_of, signature.last_lapsed_on
        ) IS DISTINCT FROM (
            told.guild_ids, told.address_guild, told.verified_by::varchar[], told.verified_as_of,
            told.last_lapsed_on
        );
        RETURN NULL;
    """,
)


def _salt_goes_with_signature(name: str) -> Trigger:
    """A line of a frozen list outlives its signature without what could prove whose it was."""
    return Trigger(
        name=name,
        when=Before,
        operation=UpdateOf("signature_id"),
        condition=Condition("NEW.signature_id IS NULL AND NEW.salt <> ''"),
        func="NEW.salt := ''; RETURN NEW;",
    )


LAUNCH_SALT_GOES_WITH_SIGNATURE = _salt_goes_with_signature("launch_salt_goes_with_signature")
DELIVERED_SALT_GOES_WITH_SIGNATURE = _salt_goes_with_signature("delivered_salt_goes_with_signature")

# A token outlives its signature so that its link can say so, without the address.
TOKEN_FORGETS_ADDRESS = Trigger(
    name="token_forgets_address",
    when=Before,
    operation=UpdateOf("signature_id", "endorsement_id"),
    condition=Condition(
        "NEW.signature_id IS NULL AND NEW.endorsement_id IS NULL AND NEW.email <> ''"
    ),
    func="NEW.email := ''; RETURN NEW;",
)

# pgtrigger lets a session name triggers to ignore, and each trigger asks about that first, in a
# subtransaction that fails. No session ignores these rules, and the planner leaves this out.
NEVER_IGNORED = """
    CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name name)
    RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""

OF_SIGNATURES = [
    SIGNATURE_KEEPS_ITS_TEXT,
    SIGNATURE_COPIES_WORDING,
    WITHHELD_NAME_HAS_A_DAY,
    SECOND_OF_MAILBOX_IS_ALLOWED,
    SIGNATURE_CALLS_WEBHOOKS,
    NEW_SIGNATURE_CALLS_WEBHOOKS,
]
