"""Fields of all models that say nothing of a person, or only point to a row that does.

Words that organizers write for the log (``reason``, ``subject``, the states of Decision) are here
because forms refuse names and addresses in them, and ``actions.log`` leaves addresses out.
"""

NOT_PERSONAL = {
    "account.EmailAddress": "id user verified primary",
    "account.EmailConfirmation": "id email_address created sent",
    "admin.LogEntry": "id action_time user content_type object_id action_flag",
    "auth.Group": "id name",
    "auth.Group_permissions": "id group permission",
    "auth.Permission": "id name content_type codename",
    "contenttypes.ContentType": "id app_label model",
    "mfa.Authenticator": "id user type created_at",
    "sessions.Session": "session_key expire_date",
    "signatures.Affiliation": "id signature statement state",
    "signatures.Answer": "id delivery demand outcome answered_on url created_at",
    "signatures.Approval": "id signature by given_at",
    "signatures.Attestation": """
        id signature method guild officer with_mailbox is_membership lapsed_on attested_at
    """,
    "signatures.Audit": """
        id statement percent by started_at drawn_at ends_at ended_at shown population asked
        delivered bounced yes no
    """,
    "signatures.AuditedSignature": "id audit signature mail answered_at",
    "signatures.Batch": """
        id statement act state refusal reason undoes by total states left_out moved skipped
        reached planned_at started_at ended_at
    """,
    "signatures.BatchRow": "batch signature state",
    "signatures.CodeBatch": """
        id guild number state size note ends_at revoked used_before officer issued_by asked_at
        issued_at made_at
    """,
    "signatures.CodeClaim": "id statement signature reserved_at claimed_at revoked_at",
    "signatures.CodeReservation": "signature reserved_at",
    "signatures.CodeRevocation": """
        id batch first last by proofs done asked_at due_at finished_at undone_at undone_by
    """,
    "signatures.ConsentText": "id kind language number text sha256 first_shown_at",
    "signatures.Decision": """
        id about signature statement subject person from_state to_state by reason refusal
        batch held_for was_published_at undoes decided_at
    """,
    "signatures.Endorsement": """
        id statement organization state position asked_at confirmed_at published_at
        decided_at
    """,
    "signatures.FormerAddress": "id slug statement since",
    "signatures.GivenMark": "id mark endorsement according_to url checked_on by given_at",
    "signatures.Guild": """
        id slug name abbreviation country website members methods address_is_membership mark
        mark_permitted_at organization
    """,
    "signatures.DeliveredLine": "id delivery signature sha256",
    "signatures.Delivery": """
        id statement public_id delivered_at list_at how file_label created_at names sha256
    """,
    "signatures.EntryChange": "id signature reasons accepted_by asked_at",
    "signatures.Erasure": "id",
    "signatures.GuildCode": "sha256 batch number",
    "signatures.GuildDomain": """
        id guild name secret added_by added_at approved_by approved_at confirmed_at ended_at
        checked_at missing_since
    """,
    "signatures.GuildSignIn": """
        id guild issuer client_id sealed_secret scope status_claim guild_value max_age
        changed_by changed_at accepted auth_method tested_at
    """,
    "signatures.IdentityCheck": "id signature by noted_at",
    "signatures.LaunchLine": "id launch_list signature sha256",
    "signatures.LaunchList": "id statement published_at made_at names sha256",
    "signatures.LimitCount": "id window_start hits",
    "signatures.ImportFile": """
        batch is_workbook size sha256 encodings encoding columns date_order date_orders
        unclear_date step problem attempt reached total
    """,
    "signatures.ImportLine": """
        id file number problem is_repeated state refused_by public_id signature
    """,
    "signatures.ImportPart": "id file number",
    "signatures.Invitation": """
        id statement public_id kind label heading limit position sha256 sealed created_by
        created_at opened_at declined_at revoked_at invited_at reminded_at reminders
    """,
    "signatures.InvitationUse": "id invitation signature used_at",
    "signatures.JobRun": "name known_since started_at ended_at failed_at error alarmed_at",
    "signatures.LinkedOrcid": "id signature statement is_removed",
    "signatures.LinkedSite": "id signature state asked_at due_at checked_at away_since",
    "signatures.MailboxKey": "statement",
    "signatures.Mark": "id statement label meaning",
    "signatures.MailServer": """
        id accepted_at refused refused_since last_refusal pauses paused_until
        over_budget_until budget_lifted_until
    """,
    "signatures.AddressChange": "id signature old_confirmed_at new_confirmed_at asked_at",
    "signatures.ClosingNotice": "statement reached_id queued began_at ended_at",
    "signatures.IdentityClaim": """
        id public_id signature state holds asked_at confirmed_at decided_at decided_by
    """,
    "signatures.NextStepCount": "id statement step number",
    "signatures.Notable": "id signature heading position",
    "signatures.NotableHeading": "id statement name position",
    "signatures.Notice": "id statement text shows_from shows_until",
    "signatures.Occupation": "id slug name position offered",
    "signatures.Officer": "id user guild added_by added_at",
    "signatures.Organization": """
        id name kind website represents members logo mark_permitted_at
    """,
    "signatures.OutgoingMail": """
        id signature endorsement update invitation kind message_id created_at due_at attempts
        sent_at failed_at last_error
    """,
    "signatures.PartnerTotal": "id statement number way collected_by as_of source url",
    "signatures.PassedMilestone": "id statement number passed_at",
    "signatures.PausedWay": "id guild method began_at ends_at opened_at opened_by",
    "signatures.Quote": "id signature statement state sent_at decided_at decided_by",
    "signatures.PressLink": """
        id statement public_id sha256 sealed expires_at revoked_at created_by created_at visits
        visited_at
    """,
    "signatures.ProposedCorrection": """
        id statement language corrects title addressee salutation byline text reason
        proposed_by proposed_at
    """,
    "signatures.ReducedMode": "id since",
    "signatures.Rendition": """
        id statement kind language text_sha256 signatories last_joined_at made_at
    """,
    "signatures.Respelling": "id tidying signature",
    "signatures.RevokedProof": "id signature method guild attested_at reason revoked_at",
    "signatures.Roster": """
        id guild number state dated key_id sha256 members surnames addresses done joined
        missing reached officer approved_by revoked_by uploaded_at taken_at ended_at
        forgotten_at scheme
    """,
    "signatures.RosterClaim": "id guild statement signature claimed_at",
    "signatures.RosterFingerprint": "roster kind",
    "signatures.RosterPart": "id roster number",
    "signatures.RosterRules": "id guild prefixes check_letter",
    "signatures.Rule": "id statement by added_at kind effect ends_at",
    "signatures.SavedSearch": "id statement by saved_at",
    "signatures.SetAside": "id signature by since",
    "signatures.Signature": """
        id statement text_version wording state public_id display refusal added_by_organizers
        guild_ids address_guild verified_by verified_as_of last_lapsed_on signed_at
        first_submitted_at
        attested_at published_at withdrawn_at consents
    """,
    "signatures.SignatureNote": "id signature by written_at",
    "signatures.SignedInMember": "id signature statement guild key_id",
    "signatures.Statement": """
        id slug language front_page opens_at embargo_at publishes_at closes_at after_close
        goal searchable signature_pages linked_sites members_only guild moderation form_fields
        invitation linked_orcids
        created_at archived_at paused_at pause_note milestones next_steps
        guild_letter shares_mailboxes shared_networks
    """,
    "signatures.StatementLink": "id statement title url picture position",
    "signatures.Suppression": "id statement key_id reason created_at",
    "signatures.ReviewClaim": "signature by until",
    "signatures.Tally": "id statement dimension value total",
    "signatures.TallyDelta": """
        id statement amount state proof guild occupation country refusal day text_version
        other_guilds display created_at
    """,
    "signatures.TextVersion": """
        id statement language number title addressee salutation byline text text_sha256
        wording kind reason created_at
    """,
    "signatures.Tidying": "id kind statement number details by tidied_at",
    "signatures.Token": "id sha256 purpose signature endorsement created_at expires_at",
    "signatures.TranslationCheck": "id text_version by given_at",
    "signatures.Update": """
        id statement public_id title text written_by created_at publish_at paused_at ended_at
        taken_back_at reached_id to_send queued
    """,
    "signatures.User": """
        id is_superuser is_staff is_active date_joined role digest digest_at digest_alarm_at
        is_limited_to_some
    """,
    "signatures.User_groups": "id user group",
    "signatures.User_limited_to": "id user statement",
    "signatures.User_user_permissions": "id user permission",
    "signatures.VouchAnswer": "id request officer guild answer answered_at",
    "signatures.VouchRequest": """
        id key guild statement signature state disputes disputed_way address_on_roster lacked_second
        asked_at answered_at erased_at
    """,
    "signatures.WatchedName": "id statement by added_at from_text",
    "signatures.Webhook": """
        id statement url sends_signatures sends_counts is_on stopped sealed_secret created_at
        due_at busy_until failures failing_since
    """,
    "signatures.WebhookCall": """
        id webhook message_id event signature number state created_at attempts tried_at status
        problem
    """,
    "signatures.WithheldMailbox": "signature statement",
    "signatures.WordingRequest": """
        id signature wording from_text text_version asked_at answered_at
    """,
    "signatures.WordingRound": """
        id statement wording started_by started_at to_ask asked answered reached_at reached_id
    """,
    "socialaccount.SocialAccount": "id user provider last_login date_joined",
    "socialaccount.SocialApp": "id provider provider_id name client_id secret key settings",
    "socialaccount.SocialToken": "id app account expires_at",
    "usersessions.UserSession": "id user created_at session_key",
}
