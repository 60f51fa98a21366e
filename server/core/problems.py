"""What can be wrong with a request, in words."""

from grader import ProblemKind
from languages import translatable

THINGS = frozenset(
    {
        translatable("assignment"),
        translatable("course"),
        translatable("file"),
        translatable("identity"),
        translatable("member"),
        translatable("pair"),
        translatable("participant"),
        translatable("person"),
        translatable("picture"),
        translatable("provider"),
        translatable("session"),
        translatable("starter file"),
        translatable("submission"),
        translatable("token"),
        translatable("version"),
    }
)
"""What `NOT_FOUND` can say is not there."""
PARTS = frozenset(
    {
        translatable("database"),
        translatable("disk"),
        translatable("machine"),
        translatable("store of files"),
    }
)
"""What `OUTAGE` can say is away."""

NOT_SIGNED_IN = ProblemKind(
    "not_signed_in",
    "This needs a token or a signed-in browser.",
    "Send 'Authorization: Bearer gds_...' or sign in first.",
)
BAD_TOKEN = ProblemKind(
    "bad_token",
    "The token is not one of ours.",
    "Check that it was copied whole; course staff can make a new one.",
)
EXPIRED_TOKEN = ProblemKind(
    "expired_token", "The token expired on {expired_at}.", "Ask course staff for a new one."
)
REVOKED_TOKEN = ProblemKind(
    "revoked_token", "The token was revoked.", "Ask course staff for a new one."
)
LARGER_TOKEN = ProblemKind(
    "larger_token",
    "That token may do more than the one that asks.",
    "Ask with that token itself, or sign in with it.",
)
REPLACED_TOKEN = ProblemKind(
    "replaced_token",
    "The token was replaced by another already, and works until {expires_at}.",
    "Rotate the other one, or revoke this one.",
)
BAD_SIGN_IN_LINK = ProblemKind(
    "bad_sign_in_link",
    "This sign-in link was used already or has expired.",
    "Each link works once. Ask course staff for a new one, or sign in with your token.",
)
USED_SIGN_IN_LINK = ProblemKind(
    "used_sign_in_link",
    "This sign-in link was used on {used_at}. It signs in once, until {expires_at}.",
    "Where you are still signed in, it goes on leading to the course. Elsewhere ask course staff"
    " for a new one, or sign in with your token.",
)
EXPIRED_SIGN_IN_LINK = ProblemKind(
    "expired_sign_in_link",
    "This sign-in link expired on {expires_at}.",
    "Ask course staff for a new one, or sign in with your token.",
)
TOO_MANY_REFUSED = ProblemKind(
    "too_many_refused",
    "Too many tokens and sign-in links that let nobody in were shown from here, or this one was"
    " shown too often.",
    "Try again in {retry_s} s, or at once with one that works: it is never kept out.",
)
TOO_MANY_MADE = ProblemKind(
    "too_many_made",
    "Too many tokens and sign-in links were made by you, or for this person.",
    "Go on in {retry_s} s.",
)
SCOPE_MISSING = ProblemKind(
    "scope_missing",
    "The token may not do this: it lacks the scope '{scope}'.",
    "Use a token with that scope.",
)
STAFF_ONLY = ProblemKind(
    "staff_only",
    "Only staff of the course may do this.",
    "Sign in as an instructor or assistant of the course.",
)
ADMIN_ONLY = ProblemKind(
    "admin_only",
    "Only an administrator may do this.",
    "Run the command on the server's own machine, or use an administrator's token.",
)
ADMINISTRATOR_STAYS = ProblemKind(
    "administrator_stays",
    "An administrator of the site cannot be erased.",
    "Somebody has to answer for the server; erase whoever is none.",
)
NOT_FOUND = ProblemKind(
    "not_found",
    "There is no {what} '{name}' here.",
    "Check the spelling, and that you are in the course.",
    words=("what",),
)
NO_SUCH_PAGE = ProblemKind(
    "no_such_page", "There is nothing at {path}.", "Start again from the home page or from /docs."
)
METHOD_NOT_ALLOWED = ProblemKind(
    "method_not_allowed", "{path} does not take {method}.", "See /docs for what it takes."
)
WRONG_TRACK = ProblemKind(
    "wrong_track",
    "There is no track '{track}'; this assignment has {tracks}.",
    "Send one of those as 'track'.",
)
OTHER_TRACK = ProblemKind(
    "other_track",
    "Such a file is taken on {tracks}.",
    "Choose that track and send the file again. Nothing was stored or counted.",
)
NOT_OPEN = ProblemKind(
    "not_open", "The assignment opens at {opens_at}.", "Come back then; nothing was counted."
)
CLOSED = ProblemKind(
    "closed",
    "The assignment closed at {closes_at}.",
    "Nothing was stored or counted. Talk to course staff if you need more time.",
)
AUTHORING_BUSY = ProblemKind(
    "authoring_busy",
    "Another assignment is being made just now.",
    "Nothing of yours was changed. Try again in a moment.",
)
COURSE_ARCHIVED = ProblemKind(
    "course_archived",
    "This course is over: it takes no more files.",
    "All of it can still be read. An instructor can take it up again.",
)
PAUSED = ProblemKind(
    "paused",
    "The assignment is paused: no files are taken for now.",
    "Nothing was stored or counted. Keep the file, and look again later.",
)
OVER_QUOTA = ProblemKind(
    "over_quota",
    "All {per_day} tries of {day} are used.",
    "The next try opens at {next_at}. This file was not stored.",
)
OVER_TOTAL = ProblemKind(
    "over_total",
    "All {total} tries of this assignment are used.",
    "What you have sent stays and counts. This file was not stored.",
)
NO_ANSWER_YET = ProblemKind(
    "no_answer_yet",
    "All {given} scores that you could ask for so far are used, of {total} in all.",
    "The next one can be asked for at {next_at}. The file stays, and can be asked about then.",
)
NO_ANSWER_LEFT = ProblemKind(
    "no_answer_left",
    "All {total} scores that you could ask for are used.",
    "Every file is graded all the same, and exact scores are shown after closing.",
)
NOT_VALIDATED = ProblemKind(
    "not_validated",
    "The score of this file cannot be asked for: it is not validated, or not valid.",
    "Wait until it is, or mend what its page says and send it again. Nothing was counted.",
)
NOT_YOUR_FILE = ProblemKind(
    "not_your_file",
    "Only who handed a file in can ask for its score.",
    "Staff see every score without asking.",
)
TOO_LARGE = ProblemKind(
    "too_large",
    "The file is larger than the {limit_bytes} bytes that are allowed.",
    "Check that it is the right file. Nothing was stored or counted.",
)
EMPTY_UPLOAD = ProblemKind(
    "empty_upload",
    "The upload holds no bytes.",
    "Check the path after -F file=@ or --data-binary @.",
)
NO_FILE = ProblemKind(
    "no_file",
    "The form has no part 'file'.",
    "Send it as multipart: curl -F file=@predictions.csv -F track={track}.",
)
BAD_FORM = ProblemKind(
    "bad_form",
    "The multipart body cannot be read: {reason}.",
    "It may have been cut off; send it again. Nothing was stored or counted.",
)
BAD_MEDIA_TYPE = ProblemKind(
    "bad_media_type",
    "The body has the type '{media_type}', which is not taken here.",
    "Send {expected}.",
)
IDEMPOTENCY_CONFLICT = ProblemKind(
    "idempotency_conflict",
    "This Idempotency-Key was used before for another file or track.",
    "Use a fresh key for a new submission.",
)
BAD_IDEMPOTENCY_KEY = ProblemKind(
    "bad_idempotency_key",
    "Expected an Idempotency-Key of 1 to 255 printable ASCII characters.",
    "A UUID does well.",
)
INVALID_REQUEST = ProblemKind(
    "invalid_request", "{where}: {reason}.", "See /docs for what is expected."
)
COURSE_EXISTS = ProblemKind(
    "course_exists", "There is a course '{course}' already.", "Choose another slug."
)
SLUG_MISMATCH = ProblemKind(
    "slug_mismatch",
    "The bundle is of '{bundle}', but the address says '{address}'.",
    "Push it to its own slug.",
)
KIND_CHANGED = ProblemKind(
    "kind_changed",
    "The assignment is of kind '{before}' and cannot become '{after}'.",
    "Push it under another slug.",
)
TRACK_HAS_FILES = ProblemKind(
    "track_has_files",
    "The bundle has no track '{track}', to which {count} files were sent.",
    "Nothing was changed. Keep the track; what closes is its dates, not its files.",
)
ROWS_CHANGED = ProblemKind(
    "rows_changed",
    "The labels have other ids than before: all {count} files that were sent would be invalid.",
    "Nothing was changed. Push it under another slug, or with --shadow to see who would fall off.",
)
NOTHING_TO_CHOOSE = ProblemKind(
    "nothing_to_choose",
    "Which file counts is not chosen here: the assignment says it.",
    "Its page says which one that is.",
)
ALL_CHOSEN = ProblemKind(
    "all_chosen",
    "Of this track {most} files may be chosen, and as many are.",
    "Take one of them back first, on its page.",
)
CHOICE_OVER = ProblemKind(
    "choice_over",
    "Files could be chosen until {closes_at}.",
    "What was chosen by then counts, and without a choice the best does.",
)
NOTHING_TO_REVEAL = ProblemKind(
    "nothing_to_reveal",
    "The track '{track}' has no private scores to reveal: its files earn points.",
    "Points are shown as soon as a file is graded, or from the moment that the bundle says.",
)
REVEALED = ProblemKind(
    "revealed",
    "The private scores of the track '{track}' have been shown since {reveal_at}.",
    "Nothing was changed: what was shown cannot be taken back.",
)
REVEAL_WITHOUT_CLOSING = ProblemKind(
    "reveal_without_closing",
    "Not every track closes, so private scores of '{track}' would help who submits next.",
    "Push a closes_at first. Nothing was changed.",
)
REVEAL_BEFORE_CLOSING = ProblemKind(
    "reveal_before_closing",
    "Files are taken until {closes_at}, so the track '{track}' cannot be revealed before.",
    "All tracks ask about the same rows. Choose that moment or a later one, or push an earlier "
    "closes_at. Nothing was changed.",
)
CLOSES_AFTER_REVEAL = ProblemKind(
    "closes_after_reveal",
    "The bundle takes files after {reveal_at}, the reveal that staff have set for the track "
    "'{track}'.",
    "Nothing was changed. Close every track by then, or set a later reveal before it comes.",
)
REVEAL_TAKEN_BACK = ProblemKind(
    "reveal_taken_back",
    "The private scores of the track '{track}' have been shown since {reveal_at}, and this bundle "
    "would hide them again.",
    "Nothing was changed: what was shown is not taken back. Push it with a reveal_at that has "
    "passed; for another round give it another slug.",
)
ASSIGNMENT_EXISTS = ProblemKind(
    "assignment_exists",
    "The course has an assignment {slug} that is no draft.",
    "Choose another name; a draft of the same name would be made anew.",
)
EDITED_MEANWHILE = ProblemKind(
    "edited_meanwhile",
    "You read version {read}, and version {version} is in force by now.",
    "Nothing was changed. Open the page once more and edit what it says now.",
)
DRAFT_WAS_VISIBLE = ProblemKind(
    "draft_was_visible",
    "The assignment is a draft again, and participants have seen it.",
    "It is gone from their pages, but they know what they have read.",
)
RESULTS_TAKEN_BACK = ProblemKind(
    "results_taken_back",
    "Results have been shown since {results_from}, and this bundle would hold them back again.",
    "Nothing was changed: what was shown is not taken back. Push it with a results_from that has "
    "passed, or without one.",
)
EXACT_WERE_SHOWN = ProblemKind(
    "exact_were_shown",
    "The assignment takes files again after its closing at {closed_at}, since when exact scores "
    "have been shown.",
    "Pages round scores again, but what was read of them stays read: do not count on the limits of "
    "this release any more where public rows are final.",
)
RESULTS_WERE_TOLD = ProblemKind(
    "results_were_told",
    "Results are held back until {results_from} from now on, and have been told at once so far.",
    "They are taken back from pages, but whoever has read theirs knows them.",
)
WAS_VISIBLE = ProblemKind(
    "was_visible",
    "The assignment is hidden from participants until {visible_from}, and they have seen it.",
    "Statement and starter files are taken back from pages, but whoever has them keeps them.",
)
BAD_MOMENT = ProblemKind(
    "bad_moment",
    "'{got}' is no moment.",
    "Give date and time, as in 2027-01-31T23:59.",
)
SHADOW_EXISTS = ProblemKind(
    "shadow_exists",
    "Version {version} is being graded beside the board.",
    "Switch to it or discard it first.",
)
NOT_A_SHADOW = ProblemKind(
    "not_a_shadow",
    "Version {version} is not graded beside the board: it is {state}.",
    "To bring an older bundle back, push it again with --shadow.",
)
NOT_GRADED_YET = ProblemKind(
    "not_graded_yet",
    "Only {done} of {total} submissions are graded under version {version}.",
    "Nothing was changed. Switch when all of them are.",
)
SHADOW_FAULTS = ProblemKind(
    "shadow_faults",
    "{count} submissions could not be graded under version {version}, for a reason of ours, but "
    "could before.",
    "Nothing was changed. Push the same bundle with --shadow once more: they are graded again.",
)
PREDICTIONS_GONE = ProblemKind(
    "predictions_gone",
    "Version {version} shows scores by the Ladder, which needs the predictions that were kept, and "
    "those of {count} files are gone or damaged.",
    "Nothing was changed, but these files are graded again beside the board now. Switch when they "
    "are.",
)
PREDICTIONS_LOST = ProblemKind(
    "predictions_lost",
    "Scores are to be shown by the Ladder, which needs the predictions that were kept, and those "
    "of {count} files are gone or damaged.",
    "Only these files are graded again, baselines among them; all other gradings are taken over.",
)
PREDICTIONS_LOST_MEANWHILE = ProblemKind(
    "predictions_lost_meanwhile",
    "Scores are to be shown by the Ladder, and of {count} files that were just graded again the "
    "predictions are gone or damaged.",
    "None of what was graded again by now is taken over: boards stay as they are until everything "
    "is graded once more.",
)
CROSS_SITE = ProblemKind(
    "cross_site",
    "This request came from another site, so it was not carried out.",
    "Use the form on this site.",
)
CODE_NOT_CONFINED = ProblemKind(
    "code_not_confined",
    "This server cannot run code safely, so it takes no layer files.",
    "It is not your fault and cost no try. Tell course staff: 'gradus doctor' says what is "
    "missing.",
)
OUTAGE = ProblemKind(
    "outage",
    "The server is cut off from a part of itself that it needs for this: the {part}.",
    "It is not your fault and costs no try. Ask again in {retry_s} seconds. A file that arrived "
    "all the same is noticed when you send it again, and counts once.",
    words=("part",),
)
TOO_MANY_OPEN = ProblemKind(
    "too_many_open",
    "{limit} of your requests are open at once, which is the most for one person.",
    "Wait for their answers, or close pages that you do not need. Ask again in {retry_s} seconds.",
)
NO_ROOM = ProblemKind(
    "no_room",
    "The server's disk is full, so it takes nothing in.",
    "It is not your fault, and nothing was counted. Keep the file, tell course staff, who have to "
    "make room, and send it again then.",
)
BUNDLE_DAMAGED = ProblemKind(
    "bundle_damaged",
    "The files of this assignment cannot be read on the server.",
    "It is not your fault. What was handed in is safe. Tell course staff, who can push the "
    "assignment once more.",
)
OUR_FAULT = ProblemKind(
    "our_fault",
    "Something broke on our side.",
    "It is not your fault and cost no try. Send it again; if it stays, tell course staff the "
    "number {request_id}.",
)
